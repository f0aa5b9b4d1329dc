"""A knowledge article (L-30)."""

from __future__ import annotations

from ccw_panel.domain.records import Choice, Field, Kind, RecordType, Section, View

DRAFT, PUBLISHED, EXPIRED = 1, 2, 3

RECORD = RecordType(
    kind="article",
    table="articles",
    label="Knowledge article",
    plural="Knowledge articles",
    icon="article",
    title="title",
    number="number",
    number_format="KA-{id:04d}",
    status="status",
    frozen_when=(PUBLISHED, EXPIRED),
    fields=(
        Field("title", Kind.TEXT, "Title", required=True, max_length=200, indexed=True, wide=True),
        Field("number", Kind.TEXT, "Article number", max_length=20, indexed=True, read_only=True),
        Field("keywords", Kind.TEXT, "Keywords", max_length=400, help="Separated by commas."),
        Field("subject", Kind.TEXT, "Subject", max_length=80, indexed=True),
        Field("summary", Kind.LONG_TEXT, "Summary", max_length=500, wide=True),
        Field("content", Kind.LONG_TEXT, "Content", required=True, max_length=40_000, wide=True, help="Markdown."),
        Field("author_id", Kind.USER, "Primary author", indexed=True),
        Field("language", Kind.TEXT, "Language", max_length=35, default="en", indexed=True),
        Field(
            "status",
            Kind.CHOICE,
            "Status",
            choices=(
                Choice(DRAFT, "Draft", "pen"),
                Choice(PUBLISHED, "Published", "check"),
                Choice(EXPIRED, "Expired", "clock"),
            ),
            default=DRAFT,
            read_only=True,
            indexed=True,
        ),
        Field(
            "visibility",
            Kind.CHOICE,
            "Visibility",
            choices=(Choice(1, "Internal", "lock"), Choice(2, "External", "web")),
            default=2,
            indexed=True,
        ),
        Field("published_at", Kind.MOMENT, "Published", read_only=True, indexed=True),
        Field("views", Kind.INTEGER, "Views", read_only=True, default=0),
    ),
    sections=(
        Section("Article", ("title", "keywords", "subject", "language", "visibility", "author_id")),
        Section("Text", ("summary", "content")),
        Section("Life", ("number", "status", "published_at", "views")),
    ),
    columns=("number", "title", "subject", "status", "visibility", "language", "views", "modified_at"),
    views=(
        View("published-articles", "Published articles", (("status", PUBLISHED),), (("title", False),)),
        View("draft-articles", "Drafts", (("status", DRAFT),)),
        View("all-articles", "All articles"),
    ),
    search=("title", "number", "keywords", "summary", "content"),
    details=("number", "subject"),
    owner="author_id",
    quick_create=("title", "subject", "content"),
)
