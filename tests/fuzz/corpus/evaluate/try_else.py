try:
    1/0
except (ValueError, ZeroDivisionError) as e:
    result=str(e)
else:
    result='no'
finally:
    result=result+'!'
