"""What `panel serve --auth-module` looks for; see panel_serve.py, which is imported once whoever loads this file."""

from ccw_panel.auth.panel_serve import LoginHandler, LogoutHandler, get_user_async

__all__ = ["LoginHandler", "LogoutHandler", "get_user_async", "login_url", "logout_url"]

login_url = "/sign-in"
logout_url = "/sign-out"
