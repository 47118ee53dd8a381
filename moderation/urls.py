from django.urls import path

from moderation.views import appeals, cases, log, people, posts, reports, topics

app_name = "moderation"
urlpatterns = [
    path("p/<int:post_id>/flag/", reports.post_flag, name="post_flag"),
    path("p/<int:post_id>/flag/take-back/", reports.report_take_back, name="report_take_back"),
    path("reports/", reports.report_list, name="report_list"),
    path("appeals/", appeals.appeal_list, name="appeal_list"),
    path("appeals/<int:entry_id>/", appeals.appeal_make, name="appeal_make"),
    path("appeals/by/<str:token>/", appeals.appeal_signed, name="appeal_signed"),
    path("moderation/appeals/", appeals.appeal_queue, name="appeal_queue"),
    path(
        "moderation/appeals/<int:appeal_id>/<slug:act>/",
        appeals.appeal_answer,
        name="appeal_answer",
    ),
    path("moderation/", cases.case_list, name="case_list"),
    path("moderation/cases/<int:case_id>/", cases.case_detail, name="case_detail"),
    path("moderation/cases/<int:case_id>/<slug:act>/", cases.case_act, name="case_act"),
    path("moderation/undo/<int:entry_id>/", cases.undo, name="undo"),
    path("moderation/people/<handle:username>/", people.person_record, name="person_record"),
    path(
        "moderation/people/<handle:username>/<slug:act>/",
        people.person_sanction,
        name="person_sanction",
    ),
    path("moderation/log/", log.log, name="log"),
    path("moderation/log/export/", log.log_export, name="log_export"),
    path("moderation/topics/<slug:act>/", topics.topic_curate, name="topic_curate"),
    path("moderation/topics/<int:topic_id>/posts/", topics.topic_posts, name="topic_posts"),
    path("moderation/posts/<int:post_id>/hide/", posts.post_hide, name="post_hide"),
    path("moderation/posts/<int:post_id>/restore/", posts.post_restore, name="post_restore"),
]
