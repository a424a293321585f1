"""What JavaScript refuses, with the flag `u`, of patterns that it takes without.

That is the flag that JSON Schema asks for. A pattern has been read before, by the grammar that both
have: what is left are escapes of characters that need none, lone brackets, and names of properties.
"""

from __future__ import annotations

import re

_SYNTAX = "^$\\.*+?()[]{}|/"
_LETTERS = "bBcdDfknpPrsStuvwWx0123456789"
_PROPERTY = re.compile(r"\{(?:(\w+)=)?(\w+)\}")
_SCRIPTS = frozenset({"Script", "sc", "Script_Extensions", "scx"})
_CATEGORY = frozenset({"General_Category", "gc"})
_CATEGORIES = frozenset(
    """
    Cased_Letter LC Close_Punctuation Pe Connector_Punctuation Pc Control Cc cntrl Currency_Symbol
    Sc Dash_Punctuation Pd Decimal_Number Nd digit Enclosing_Mark Me Final_Punctuation Pf Format Cf
    Initial_Punctuation Pi Letter L Letter_Number Nl Line_Separator Zl Lowercase_Letter Ll Mark M
    Combining_Mark Math_Symbol Sm Modifier_Letter Lm Modifier_Symbol Sk Nonspacing_Mark Mn Number N
    Open_Punctuation Ps Other C Other_Letter Lo Other_Number No Other_Punctuation Po Other_Symbol So
    Paragraph_Separator Zp Private_Use Co Punctuation P punct Separator Z Space_Separator Zs
    Spacing_Mark Mc Surrogate Cs Symbol S Titlecase_Letter Lt Unassigned Cn Uppercase_Letter Lu
    """.split()
)
_BINARY = frozenset(
    """
    ASCII ASCII_Hex_Digit AHex Alphabetic Alpha Any Assigned Bidi_Control Bidi_C Bidi_Mirrored
    Bidi_M Case_Ignorable CI Cased Changes_When_Casefolded CWCF Changes_When_Casemapped CWCM
    Changes_When_Lowercased CWL Changes_When_NFKC_Casefolded CWKCF Changes_When_Titlecased CWT
    Changes_When_Uppercased CWU Dash Default_Ignorable_Code_Point DI Deprecated Dep Diacritic Dia
    Emoji Emoji_Component EComp Emoji_Modifier EMod Emoji_Modifier_Base EBase Emoji_Presentation
    EPres Extended_Pictographic ExtPict Extender Ext Grapheme_Base Gr_Base Grapheme_Extend Gr_Ext
    Hex_Digit Hex IDS_Binary_Operator IDSB IDS_Trinary_Operator IDST ID_Continue IDC ID_Start IDS
    Ideographic Ideo Join_Control Join_C Logical_Order_Exception LOE Lowercase Lower Math
    Noncharacter_Code_Point NChar Pattern_Syntax Pat_Syn Pattern_White_Space Pat_WS Quotation_Mark
    QMark Radical Regional_Indicator RI Sentence_Terminal STerm Soft_Dotted SD Terminal_Punctuation
    Term Unified_Ideograph UIdeo Uppercase Upper Variation_Selector VS White_Space space
    XID_Continue XIDC XID_Start XIDS
    """.split()
)


def refusal(pattern: str) -> str:
    """Why JavaScript does not run a pattern; "" where it does."""
    at, in_class = 0, False
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            if why := _escape(pattern, at, in_class=in_class):
                return why
            at += 2
            if pattern[at - 1] in "pPux" or pattern[at - 1] == "k":
                at += _braced(pattern, at)
            continue
        if in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char in "]}":
            return f"write \\{char} for the character {char}"
        elif char == "{":
            length = _braced(pattern, at)
            if not re.fullmatch(r"\{[0-9]+(,[0-9]*)?\}", pattern[at : at + length]):
                return "write \\{ for the character {"
            at += length - 1
        at += 1
    return ""


def _braced(pattern: str, at: int) -> int:
    """The length of what is in braces there."""
    match = re.compile(r"\{[^{}]*\}").match(pattern, at)
    return len(match[0]) if match else 0


def _escape(pattern: str, at: int, *, in_class: bool) -> str:
    char = pattern[at + 1 : at + 2]
    if char in ("p", "P"):
        return _property(pattern, at)
    if char in _SYNTAX or char in _LETTERS or (char == "-" and in_class):
        return ""
    return f"write {char} in place of \\{char}"


def _property(pattern: str, at: int) -> str:
    match = _PROPERTY.match(pattern, at + 2)
    if match is None:
        return ""
    kind, name = match.groups()
    is_known = (
        name in _CATEGORIES | _BINARY
        if kind is None
        else (kind in _CATEGORY and name in _CATEGORIES)
        or (kind in _SCRIPTS and name[:1].isupper())
    )
    if is_known:
        return ""
    return f"it has no property {match[0][1:-1]}; a script is written \\p{{Script=Greek}}"
