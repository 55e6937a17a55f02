"""Addresses of a family's own page. None of them says anything of the family."""

from __future__ import annotations

from django.urls import path

from hearth.families.views import own, own_sign_in

app_name = "your_family"
urlpatterns = [
    path("your-family/", own.enter, name="enter"),
    path("your-family/code/", own.code, name="code"),
    path("your-family/reference/", own.reference, name="reference"),
    path("your-family/held/", own.family_page, name="family"),
    path("your-family/looked/", own.looked, name="looked"),
    path("your-family/correct/<int:number>/", own.correct, name="correct"),
    path("your-family/needs/", own.needs, name="needs"),
    path("your-family/contact/", own.contact, name="contact"),
    path("your-family/agreed/", own.agreed, name="agreed"),
    path("your-family/copy/", own.copy, name="copy"),
    path("your-family/copy/your-copy.pdf", own.copy_pdf, name="copy_pdf"),
    path("your-family/copy/your-copy.json", own.copy_data, name="copy_data"),
    path("your-family/without-a-record/", own.without_record, name="without_record"),
    path("your-family/sign-in/", own_sign_in.begin, name="sign_in"),
    path("your-family/sign-in/back/", own_sign_in.back, name="sign_in_back"),
    path("your-family/sign-in/add/", own_sign_in.add, name="add_sign_in"),
    path("your-family/sign-in/take-back/", own_sign_in.take_back, name="take_back_sign_in"),
    path("your-family/leave/", own.leave, name="leave"),
]
