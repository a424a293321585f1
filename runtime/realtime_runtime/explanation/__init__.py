"""Why a schema refuses a value: both are descended together, for a bounded work.

An explanation looks only where a subschema says no, at no place twice, and no longer than `Work`
allows. What that leaves out is said to be left out.
"""

from .telling import Explanation
from .work import Work

__all__ = ["Explanation", "Work"]
