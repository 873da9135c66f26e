from sqlalchemy import Column, Table
