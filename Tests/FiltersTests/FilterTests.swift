import Attributes
