from .. import ChoiceType
