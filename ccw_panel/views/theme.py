"""Colours of the desk in both themes, as CSS custom properties and as a panel-material-ui theme.

The one place where a colour is written. `tests/test_theme.py` computes the contrast of every pair that is used.
"""

from __future__ import annotations

from typing import Any

LIGHT = {
    "bg": "#F5F6F8",
    "surface": "#FFFFFF",
    "surface-2": "#F0F2F5",
    "surface-3": "#E4E7EC",
    "line": "#E1E4EA",
    "line-2": "#7F8796",
    "text": "#191C23",
    "text-2": "#454C5A",
    "text-3": "#5D6574",
    "accent": "#4149D1",
    "accent-hover": "#343BB5",
    "on-accent": "#FFFFFF",
    "accent-text": "#3A41C4",
    "focus": "#4149D1",
    "accent-soft": "#EDEEFC",
    "accent-soft-2": "#DDDFF9",
    "success": "#14693C",
    "success-soft": "#E2F4E9",
    "success-solid": "#1B7F4B",
    "on-success": "#FFFFFF",
    "warning": "#7A4B00",
    "warning-soft": "#FDF0D5",
    "warning-solid": "#965A00",
    "on-warning": "#FFFFFF",
    "danger": "#B3261E",
    "danger-soft": "#FDEBE9",
    "danger-solid": "#C4302B",
    "on-danger": "#FFFFFF",
    "note": "#5A4300",
    "note-soft": "#FFF6D9",
    "note-line": "#A88419",
    "s7": "#0A6650",
    "s6": "#17705A",
    "s5": "#2B6E60",
    "s4": "#545C6A",
    "s3": "#80540A",
    "s2": "#A04214",
    "s1": "#B3261E",
    "f7": "#0C7F66",
    "f6": "#46AE94",
    "f5": "#A9DACB",
    "f4": "#CBD0D9",
    "f3": "#F4CF98",
    "f2": "#E38B50",
    "f1": "#BF3A32",
    "raised": "#FFFFFF",
    "raised-2": "#F0F2F5",
    "raised-3": "#E4E7EC",
    "raised-line": "#E1E4EA",
    "scrim": "rgba(20,23,30,.42)",
    "hl": "#FFE99A",
}

DARK = {
    "bg": "#0E1014",
    "surface": "#16191F",
    "surface-2": "#1E222A",
    "surface-3": "#2A2F39",
    "line": "#292E37",
    "line-2": "#727A89",
    "text": "#E8EAEE",
    "text-2": "#B7BDC9",
    "text-3": "#989FAD",
    "accent": "#5B64E6",
    "accent-hover": "#4E57D6",
    "on-accent": "#FFFFFF",
    "accent-text": "#A8AEFF",
    "focus": "#A8AEFF",
    "accent-soft": "#20244A",
    "accent-soft-2": "#2B3060",
    "success": "#73D6A0",
    "success-soft": "#11301F",
    "success-solid": "#4FBF82",
    "on-success": "#06150D",
    "warning": "#F3C26B",
    "warning-soft": "#36290D",
    "warning-solid": "#E6AC45",
    "on-warning": "#1C1300",
    "danger": "#FF9F97",
    "danger-soft": "#3E1B19",
    "danger-solid": "#FF8A80",
    "on-danger": "#2A0705",
    "note": "#F0DDA4",
    "note-soft": "#29230F",
    "note-line": "#8F7730",
    "s7": "#54D8B6",
    "s6": "#67CBB0",
    "s5": "#97CFC0",
    "s4": "#B0B7C4",
    "s3": "#E8C083",
    "s2": "#F2A679",
    "s1": "#FF9F97",
    "f7": "#35C7A2",
    "f6": "#279077",
    "f5": "#1F5A4D",
    "f4": "#454C59",
    "f3": "#6B4F22",
    "f2": "#B0642F",
    "f1": "#F0736A",
    "raised": "#1E222A",
    "raised-2": "#292E38",
    "raised-3": "#363C48",
    "raised-line": "#343A46",
    "scrim": "rgba(0,0,0,.6)",
    "hl": "#5A4A12",
}

SHADOWS = {
    "light": {
        "e2": "0 1px 2px rgba(20,23,30,.06), 0 6px 20px rgba(20,23,30,.12)",
        "e3": "0 2px 6px rgba(20,23,30,.08), 0 20px 48px rgba(20,23,30,.22)",
    },
    "dark": {
        "e2": "0 0 0 1px #323843, 0 8px 24px rgba(0,0,0,.5)",
        "e3": "0 0 0 1px #3A414D, 0 24px 56px rgba(0,0,0,.65)",
    },
}


def css_variables(theme: str) -> dict[str, str]:
    """The custom properties of one theme ("light" or "dark"), with their leading dashes."""
    colours = LIGHT if theme == "light" else DARK
    return {f"--{name}": value for name, value in {**colours, **SHADOWS[theme]}.items()}


def css() -> str:
    """Both themes as CSS: `[data-theme]` on an element themes everything inside it."""
    blocks = []
    for theme in ("light", "dark"):
        lines = "".join(f"{name}:{value};" for name, value in css_variables(theme).items())
        blocks.append(f"[data-theme={theme}]{{color-scheme:{theme};{lines}}}")
    return "\n".join(blocks)


def _palette(colour: dict[str, str]) -> dict[str, Any]:
    def tone(name: str, dark: str, text: str = "on-accent") -> dict[str, str]:
        return {"main": colour[name], "dark": colour[dark], "contrastText": colour[text]}

    return {
        "primary": tone("accent", "accent-hover"),
        "secondary": tone("text-2", "text", "surface"),
        "default": {**tone("text-2", "text-2", "surface"), "light": colour["surface-2"]},
        "success": tone("success-solid", "success", "on-success"),
        "warning": tone("warning-solid", "warning", "on-warning"),
        "error": tone("danger-solid", "danger", "on-danger"),
        "info": tone("accent", "accent-hover"),
        "text": {"primary": colour["text"], "secondary": colour["text-2"], "disabled": colour["text-3"]},
        "background": {"default": colour["bg"], "paper": colour["surface"]},
        "divider": colour["line"],
        "action": {"hover": colour["surface-2"], "selected": colour["accent-soft"], "focus": colour["accent-soft-2"]},
    }


def _components(colour: dict[str, str]) -> dict[str, Any]:
    edge = {"borderColor": colour["line-2"], "top": 0, "& legend": {"display": "none"}}
    input_root = {
        "minHeight": 36,
        "backgroundColor": colour["surface"],
        "& .MuiOutlinedInput-notchedOutline": edge,
        "&.Mui-focused .MuiOutlinedInput-notchedOutline": {"borderColor": colour["focus"], "borderWidth": 2},
        "&.Mui-error .MuiOutlinedInput-notchedOutline": {"borderColor": colour["danger"], "borderWidth": 2},
    }
    label = {  # above the field: the floating label shrinks below 12 px
        "position": "static",
        "transform": "none",
        "maxWidth": "none",
        "marginBottom": 4,
        "fontSize": "12px",
        "lineHeight": "16px",
        "fontWeight": 500,
        "color": colour["text-2"],
        "&.Mui-focused": {"color": colour["accent-text"]},
    }
    focus = {"&.Mui-focusVisible": {"outline": f"2px solid {colour['focus']}", "outlineOffset": 2}}
    return {
        "MuiButtonBase": {"defaultProps": {"disableRipple": True}},
        "MuiButton": {
            "defaultProps": {"disableElevation": True, "size": "small"},
            "styleOverrides": {
                "root": {"minHeight": 32, "padding": "0 12px", "boxShadow": "none", **focus},
                "outlined": {"borderColor": colour["line-2"], "color": colour["text"]},
            },
        },
        "MuiIconButton": {"styleOverrides": {"root": {"padding": 6, "borderRadius": 6, "color": colour["text-2"]}}},
        "MuiInputLabel": {"defaultProps": {"shrink": True}, "styleOverrides": {"root": label}},
        "MuiOutlinedInput": {"styleOverrides": {"root": input_root, "input": {"padding": "8px 10px", "height": 20}}},
        "MuiPaper": {"styleOverrides": {"root": {"backgroundImage": "none"}}},
        "MuiMenuItem": {"styleOverrides": {"root": {"minHeight": 36, "fontSize": "14px"}}},
        "MuiTooltip": {
            "styleOverrides": {
                "tooltip": {"backgroundColor": colour["text"], "color": colour["bg"], "fontSize": "12px"}
            }
        },
    }


def _typography() -> dict[str, Any]:
    return {
        "fontFamily": "Roboto, system-ui, -apple-system, 'Segoe UI', sans-serif",
        "fontSize": 14,
        "fontWeightMedium": 500,
        "fontWeightBold": 500,
        "body1": {"fontSize": "14px", "lineHeight": "20px"},
        "body2": {"fontSize": "13px", "lineHeight": "20px"},
        "caption": {"fontSize": "12px", "lineHeight": "16px"},
        "button": {"fontSize": "14px", "lineHeight": "20px", "fontWeight": 500, "textTransform": "none"},
    }


THEME = {
    theme: {
        "palette": _palette(colour),
        "shape": {"borderRadius": 6},
        "typography": _typography(),
        "components": _components(colour),
    }
    for theme, colour in (("light", LIGHT), ("dark", DARK))
}
