from django.db import migrations, models

# The promise of a seal is only ever tightened, also by hand: until its date is over it is neither
# taken away nor made shorter.
FORWARDS = """
CREATE FUNCTION threads_prompt_seal_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.sealed OR NEW.sealed_until IS DISTINCT FROM OLD.sealed_until AND (
        OLD.sealed_until IS NULL OR NEW.sealed_until < OLD.sealed_until
    ) THEN
        RAISE EXCEPTION 'a seal is only ever tightened' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER threads_prompt_seal_kept BEFORE UPDATE ON threads_prompt FOR EACH ROW
    WHEN (OLD.sealed AND (OLD.sealed_until IS NULL OR OLD.sealed_until > clock_timestamp()))
    EXECUTE FUNCTION threads_prompt_seal_kept();
"""
BACKWARDS = "DROP FUNCTION threads_prompt_seal_kept() CASCADE"


class Migration(migrations.Migration):
    dependencies = [("threads", "0007_panel_order")]

    operations = [
        migrations.AddIndex(
            model_name="prompt",
            index=models.Index(
                fields=["topic"],
                condition=models.Q(("sealed", True)),
                name="threads_prompt_sealed",
            ),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
