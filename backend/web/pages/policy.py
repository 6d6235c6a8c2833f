"""What a customer's browser may do on our pages: show them, run our scripts, ask this server. Nothing else."""

from __future__ import annotations

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # Wallets hand over their icons as data URIs (EIP-6963).
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cache-Control": "no-store",
    # Wallets that open a window of their own answer through window.opener.
    "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
    # The address of the page is all that is needed to see the session: it is told to nobody.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
