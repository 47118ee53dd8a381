"""Places of conversation, and who may read them: the root of every read permission."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Circle, StrictManager
from accounts.viewer import Viewer


class CategoryQuerySet(models.QuerySet["Category"]):
    """Which categories."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those whose topics the viewer may read: the one gate of all of `threads`.

        Public: everybody. Members: whoever is signed in. Circles: members of one of its
        circles. Admins read everything; moderators have no way into a circle's category.
        """
        if viewer.is_admin:
            return self
        readable = Q(visibility=Category.Visibility.PUBLIC)
        if viewer.is_member:
            readable |= Q(visibility=Category.Visibility.MEMBERS)
        if viewer.circle_ids:
            ours = CategoryCircle.objects.filter(
                category_id=OuterRef("pk"), circle_id__in=viewer.circle_ids
            )
            readable |= Q(Exists(ours), visibility=Category.Visibility.CIRCLES)
        return self.filter(readable)


class Category(models.Model):
    """A place of conversation; its topics are as visible as it is."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("everyone on the web")
        MEMBERS = "members", _("members of this community")
        CIRCLES = "circles", _("members of the circles named")

    class Colour(models.TextChoices):
        WATER = "water", _("water")
        EMBER = "ember", _("ember")
        MOSS = "moss", _("moss")
        PLUM = "plum", _("plum")
        SKY = "sky", _("sky")
        STONE = "stone", _("stone")

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    description = models.CharField(_("description"), max_length=280, blank=True)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour, default=Colour.WATER)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    visibility = models.CharField(
        _("who may read"), max_length=10, choices=Visibility, default=Visibility.PUBLIC
    )
    circles: models.ManyToManyField[Circle, "CategoryCircle"] = models.ManyToManyField(
        Circle, through="CategoryCircle", related_name="+", blank=True, verbose_name=_("circles")
    )

    objects = StrictManager.from_queryset(CategoryQuerySet)()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its list of topics."""
        return f"/c/{self.slug}/"


class CategoryCircle(models.Model):
    """A circle whose members may read a category of visibility `circles`."""

    category = models.ForeignKey(Category, models.DB_CASCADE, related_name="+", db_index=False)
    circle = models.ForeignKey(Circle, models.DB_CASCADE, related_name="+")

    objects = StrictManager["CategoryCircle"]()

    class Meta:
        verbose_name = _("circle of a category")
        verbose_name_plural = _("circles of a category")
        constraints = [
            models.UniqueConstraint(
                fields=["category", "circle"], name="threads_category_circle_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.circle_id} reads {self.category_id}"
