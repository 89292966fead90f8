"""SQL: the triggers that mark a past day stale in the transaction that changes something of it.

What happens today costs no more than a comparison: today is counted while it is looked at, and marked by nobody.
"""

FUNCTIONS = """
CREATE FUNCTION figures_midnight() RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai' $$;
CREATE FUNCTION figures_day(moment timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT (moment AT TIME ZONE 'Asia/Shanghai')::date $$;
CREATE FUNCTION figures_wait(org uuid) RETURNS interval LANGUAGE sql STABLE AS $$
  SELECT COALESCE((SELECT (rules->>'fcr_days')::int FROM reporting_reportrules WHERE org_id = org
                    ORDER BY version DESC LIMIT 1), 7) * interval '1 day' $$;
CREATE FUNCTION figures_mark(org uuid, VARIADIC moments timestamptz[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO reporting_staleday (org_id, day)
    SELECT DISTINCT org, figures_day(moment) FROM unnest(moments) AS moment WHERE moment < figures_midnight() $$;
CREATE FUNCTION figures_mark_case(org uuid, ticket uuid, customers uuid[], registered timestamptz)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO reporting_staleday (org_id, day)
    SELECT DISTINCT org, figures_day(moment) FROM (
      SELECT registered AS moment UNION ALL SELECT registered + figures_wait(org)
      UNION ALL SELECT at FROM tickets_ticketevent WHERE ticket_id = ticket
      UNION ALL SELECT stopped_at FROM tickets_clock WHERE ticket_id = ticket
      UNION ALL SELECT made_at FROM tickets_ticketlink WHERE source_id = ticket
      UNION ALL SELECT done_at FROM surveys_callback WHERE ticket_id = ticket
      UNION ALL SELECT COALESCE(sent_at, answered_at) FROM surveys_survey WHERE ticket_id = ticket
      UNION ALL SELECT o.registered_at + figures_wait(org) FROM tickets_ticket o WHERE o.customer_id = ANY(customers)
            AND o.registered_at BETWEEN registered - figures_wait(org) AND registered + figures_wait(org)
    ) AS touched WHERE moment < figures_midnight() $$;
CREATE FUNCTION figures_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.imported_at IS NOT NULL THEN
    PERFORM figures_mark(NEW.org_id, NEW.registered_at);
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM figures_mark_case(NEW.org_id, NEW.id, ARRAY[NEW.customer_id], NEW.registered_at);
  ELSE
    PERFORM figures_mark(NEW.org_id, OLD.registered_at);
    PERFORM figures_mark_case(NEW.org_id, NEW.id, ARRAY[OLD.customer_id, NEW.customer_id], NEW.registered_at);
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION figures_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM figures_mark(NEW.org_id, NEW.at, (SELECT registered_at + figures_wait(NEW.org_id) FROM tickets_ticket
                       WHERE id = NEW.ticket_id AND NEW.what IN ('repeat', 'repeated', 'reopen', 'urge')));
  RETURN NULL;
END $$;
CREATE FUNCTION figures_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO reporting_staleday (org_id, day)
    SELECT DISTINCT NEW.org_id, figures_day(moment) FROM (
      SELECT NEW.stopped_at AS moment
      UNION ALL SELECT c.stopped_at FROM tickets_clock c WHERE c.ticket_id = NEW.ticket_id AND c.name = NEW.name
      UNION ALL SELECT CASE WHEN TG_OP = 'UPDATE' THEN OLD.stopped_at END) AS touched
     WHERE moment < figures_midnight();
  RETURN NULL;
END $$;
CREATE FUNCTION figures_callback() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM figures_mark(NEW.org_id, NEW.done_at, CASE WHEN TG_OP = 'UPDATE' THEN OLD.done_at END);
  RETURN NULL;
END $$;
CREATE FUNCTION figures_survey() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM figures_mark(NEW.org_id, COALESCE(NEW.sent_at, NEW.answered_at),
                       CASE WHEN TG_OP = 'UPDATE' THEN COALESCE(OLD.sent_at, OLD.answered_at) END);
  RETURN NULL;
END $$;
CREATE FUNCTION figures_complaint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM figures_mark(NEW.org_id, (SELECT registered_at FROM tickets_ticket WHERE id = NEW.ticket_id));
  RETURN NULL;
END $$;
CREATE FUNCTION figures_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM figures_mark(NEW.org_id, NEW.made_at);
  RETURN NULL;
END $$;
CREATE FUNCTION figures_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM figures_mark(NEW.org_id, NEW.ended_at);
  RETURN NULL;
END $$;
"""
_PAST = "figures_midnight()"
# Of each table: when a new row touches a past day, which columns of an old one matter, and when.
WATCHED = {
    "tickets_ticket": (
        "figures_ticket",
        f"NEW.registered_at < {_PAST}",
        "unit_id category_id crew_id kind channel customer_id repeats_id undone_at imported_at registered_at merged_into_id",
        f"OLD.registered_at < {_PAST} OR NEW.registered_at < {_PAST}",
    ),
    "tickets_ticketevent": ("figures_event", f"NEW.at < {_PAST}", "", ""),
    "tickets_clock": (
        "figures_clock",
        f"NEW.stopped_at < {_PAST}",
        "stopped_at voided_at due_at cause",
        f"NEW.stopped_at < {_PAST} OR OLD.stopped_at < {_PAST} OR NEW.voided_at IS DISTINCT FROM OLD.voided_at",
    ),
    "surveys_callback": (
        "figures_callback",
        f"NEW.done_at < {_PAST}",
        "done_at done_by_id outcome score",
        f"NEW.done_at < {_PAST} OR OLD.done_at < {_PAST}",
    ),
    "surveys_survey": (
        "figures_survey",
        f"COALESCE(NEW.sent_at, NEW.answered_at) < {_PAST}",
        "sent_at answered_at score answers",
        f"COALESCE(NEW.sent_at, NEW.answered_at) < {_PAST} OR COALESCE(OLD.sent_at, OLD.answered_at) < {_PAST}",
    ),
    "complaints_complaint": ("figures_complaint", "true", "verdict cause repeats", "true"),
    "tickets_ticketlink": ("figures_link", f"NEW.made_at < {_PAST}", "ended_at kind follows", f"NEW.made_at < {_PAST}"),
    "tickets_visit": (
        "figures_visit",
        f"NEW.ended_at < {_PAST}",
        "ended_at called_at score state",
        f"NEW.ended_at < {_PAST}",
    ),
}


def triggers() -> str:
    """What makes them."""
    made = [FUNCTIONS]
    for table, (function, fresh, columns, changed) in WATCHED.items():
        run = f"FOR EACH ROW WHEN ({{}}) EXECUTE FUNCTION {function}();"
        made.append(f"CREATE TRIGGER {table}_figures_new AFTER INSERT ON {table} {run.format(fresh)}")
        if columns:
            names = columns.split()
            differs = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in names)
            on = f"AFTER UPDATE OF {', '.join(names)} ON {table}"
            made.append(f"CREATE TRIGGER {table}_figures_changed {on} {run.format(f'({differs}) AND ({changed})')}")
    return "\n".join(made)


def no_triggers() -> str:
    """What takes them away."""
    gone = []
    for table, (_function, _fresh, columns, _changed) in WATCHED.items():
        gone.append(f"DROP TRIGGER {table}_figures_new ON {table};")
        if columns:
            gone.append(f"DROP TRIGGER {table}_figures_changed ON {table};")
    names = sorted({function for function, *_more in WATCHED.values()})
    gone += [f"DROP FUNCTION {name}();" for name in names]
    gone.append("DROP FUNCTION figures_mark_case(uuid, uuid, uuid[], timestamptz);")
    gone.append("DROP FUNCTION figures_mark(uuid, timestamptz[]);")
    return "\n".join(
        [
            *gone,
            "DROP FUNCTION figures_wait(uuid); DROP FUNCTION figures_day(timestamptz); DROP FUNCTION figures_midnight();",
        ]
    )
