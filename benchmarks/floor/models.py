"""Topics and posts, and no more columns than the pages show."""

from django.conf import settings
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Topic(models.Model):
    """A topic with its stored counters."""

    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80)
    category = models.ForeignKey("Category", models.CASCADE)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    last_author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    post_count = models.PositiveIntegerField()
    last_number = models.PositiveIntegerField()
    last_post_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "topic"

    def __str__(self) -> str:
        return self.title


class Category(models.Model):
    """Where a topic stands."""

    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=60)

    class Meta:
        managed = False
        db_table = "category"

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post with its rendered text and what a search looks at."""

    topic = models.ForeignKey(Topic, models.CASCADE)
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    source = models.TextField()
    html = models.TextField()
    excerpt = models.TextField()
    like_count = models.PositiveIntegerField(default=0)
    vector = SearchVectorField(null=True)

    class Meta:
        managed = False
        db_table = "post"

    def __str__(self) -> str:
        return f"{self.topic_id}#{self.number}"
