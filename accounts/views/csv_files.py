"""People by CSV file: checked first, row by row; then all of it or nothing (M3, M10)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.importing import import_former_accounts, issue_tokens, read_token_rows
from accounts.rights import deny, dga_view, token_issuer_view
from infoadmin.csvfile import CSVRefused, decode
from infoadmin.forms.csvform import CSVForm


@require_http_methods(["GET", "HEAD", "POST"])
@token_issuer_view
def token_csv(request):
    """Issue many tokens: a dry run as a table, then the tokens, shown once."""
    form = CSVForm(request.POST, request.FILES) if request.method == "POST" else CSVForm()
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        content = form.bytes()
        try:
            if "confirm" in request.POST:
                key = form.cleaned_data["key"]
                issued = issue_tokens(content, key=key, by=request.user)
                response = render(request, "accounts/tokens_issued.html", {"issued": issued})
                response["Cache-Control"] = "no-store"
                return response
            context["rows"] = read_token_rows(content, by=request.user)
            context["content"] = decode(content)
        except CSVRefused as refusal:
            context["errors"] = refusal.errors
        except actions.NotAllowed:
            deny(request)
        except actions.AlreadyIssued:
            messages.info(request, _("Token ของไฟล์นี้ออกไปแล้ว หากไม่ได้จดไว้ ให้ยกเลิกแล้วออกใหม่"))
            return redirect("accounts:token-list")
    return render(request, "accounts/token_csv.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@dga_view
def former_accounts(request):
    """Bring in accounts of the former system CITIZENinfo."""
    form = CSVForm(request.POST, request.FILES) if request.method == "POST" else CSVForm()
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        content = form.bytes()
        is_confirmed = "confirm" in request.POST
        try:
            number = import_former_accounts(content, by=request.user, dry_run=not is_confirmed)
        except CSVRefused as refusal:
            context["errors"] = refusal.errors
        else:
            if is_confirmed:
                messages.success(request, _("นำเข้าแล้ว %d แถว") % number)
                return redirect("accounts:person-list")
            context |= {"number": number, "content": decode(content)}
    return render(request, "accounts/former_accounts.html", context)
