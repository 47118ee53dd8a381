"""Places of conversation, and who may read them: the root of every read permission."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Circle, Membership, StrictManager, User
from accounts.viewer import Viewer


class CategoryQuerySet(models.QuerySet["Category"]):
    """Which categories."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those whose topics the viewer may read: the one gate of all of `threads`.

        Public: everybody. Members: whoever is signed in. Circles: members of one of its
        circles, and those named as its moderators. Admins read everything; moderators of the
        whole site have no way into a circle's category.
        """
        if viewer.is_admin:
            return self
        readable = Q(visibility=Category.Visibility.PUBLIC)
        if viewer.is_member:
            readable |= Q(visibility=Category.Visibility.MEMBERS)
        if viewer.moderated_ids:
            readable |= Q(pk__in=viewer.moderated_ids)
        if viewer.circle_ids:
            ours = CategoryCircle.objects.filter(
                category_id=OuterRef("pk"), circle_id__in=viewer.circle_ids
            )
            readable |= Q(Exists(ours), visibility=Category.Visibility.CIRCLES)
        return self.filter(readable)

    def read_with(self, place: int) -> Self:
        """Those that everybody may read who may read the category of that id; the public ones
        where there is none of it. For texts that must say the same to all their readers."""
        source = Category.objects.filter(pk=place)
        within = Exists(source.exclude(visibility=Category.Visibility.PUBLIC))
        among = Exists(source.filter(visibility=Category.Visibility.CIRCLES))
        circles = CategoryCircle.objects.filter(category_id=OuterRef("pk"))
        here = CategoryCircle.objects.filter(category_id=OuterRef(OuterRef("pk")))
        left_out = CategoryCircle.objects.filter(category_id=place).exclude(
            circle_id__in=here.values("circle_id")
        )
        # Moderators read their category without being in its circles.
        strangers = (
            CategoryModerator.objects.filter(category_id=place)
            .exclude(
                person_id__in=CategoryModerator.objects.filter(
                    category_id=OuterRef(OuterRef("pk"))
                ).values("person_id")
            )
            .exclude(
                person_id__in=Membership.objects.filter(circle__in=here.values("circle_id")).values(
                    "person_id"
                )
            )
        )
        return self.filter(
            Q(pk=place)
            | Q(visibility=Category.Visibility.PUBLIC)
            | Q(within, visibility=Category.Visibility.MEMBERS)
            | Q(
                among,
                Exists(circles),
                ~Exists(left_out),
                ~Exists(strangers),
                visibility=Category.Visibility.CIRCLES,
            )
        )

    def moderated_by(self, viewer: Viewer) -> Self:
        """Those that the viewer moderates, as far as they may read them."""
        places = self.visible_to(viewer)
        return places if viewer.moderates_site else places.filter(pk__in=viewer.moderated_ids)


class Category(models.Model):
    """A place of conversation; its topics are as visible as it is."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("everyone on the web")
        MEMBERS = "members", _("members of this community")
        CIRCLES = "circles", _("members of the circles named")

    class Holds(models.TextChoices):
        NOTHING = "nothing", _("nothing: what is written appears at once")
        TOPICS = "topics", _("new topics wait for a moderator")
        POSTS = "posts", _("new topics and replies wait for a moderator")

    class Right(models.TextChoices):
        """To whom of those who read it a category gives a right; its moderators have each."""

        READERS = "readers", _("everybody who reads there")
        CIRCLES = "circles", _("members of the circles named")
        MODERATORS = "moderators", _("its moderators")

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
    holds = models.CharField(
        _("what waits for approval"), max_length=10, choices=Holds, default=Holds.NOTHING
    )
    starts = models.CharField(
        _("who may start topics"),
        max_length=10,
        choices=Right,
        default=Right.READERS,
        db_default="readers",
    )
    replies = models.CharField(
        _("who may reply"),
        max_length=10,
        choices=Right,
        default=Right.READERS,
        db_default="readers",
    )
    attaches = models.CharField(
        _("who may attach files"),
        max_length=10,
        choices=Right,
        default=Right.READERS,
        db_default="readers",
    )
    # Ids of circles, on the row that every rule reads anyway: so a right costs no query. One that
    # is no more gives nobody anything.
    start_circles = ArrayField(
        models.IntegerField(), verbose_name=_("circles that start"), default=list, db_default=[],
        blank=True,
    )  # fmt: skip
    reply_circles = ArrayField(
        models.IntegerField(), verbose_name=_("circles that reply"), default=list, db_default=[],
        blank=True,
    )  # fmt: skip
    attach_circles = ArrayField(
        models.IntegerField(), verbose_name=_("circles that attach"), default=list, db_default=[],
        blank=True,
    )  # fmt: skip
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

    def opens(self, other: "Category") -> bool:
        """Whether somebody may read `other` who may not read this one.

        Between two categories of circles this is assumed, unless they are the same.
        """
        if self.pk == other.pk or self.visibility == self.Visibility.PUBLIC:
            return False
        if other.visibility == self.Visibility.CIRCLES:
            return self.visibility == self.Visibility.CIRCLES
        return other.visibility != self.visibility


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


class CategoryModerator(models.Model):
    """Somebody who moderates one category, and reads it for that."""

    category = models.ForeignKey(
        Category, models.DB_CASCADE, related_name="moderators", verbose_name=_("category")
    )
    person = models.ForeignKey(
        User, models.DB_CASCADE, related_name="+", db_index=False, verbose_name=_("moderator")
    )

    objects = StrictManager["CategoryModerator"]()

    class Meta:
        verbose_name = _("moderator of a category")
        verbose_name_plural = _("moderators of categories")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "category"], name="threads_category_moderator_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} moderates {self.category_id}"
