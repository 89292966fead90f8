"""What the description says in words."""

OPENING = """\
Everything a person does on the pages, another system can do here, under the same rules: the same verbs, the same refusals,
the same promises. JSON in UTF-8 both ways; every address ends with a slash; an unknown field or parameter is refused.

**Once.** `Idempotency-Key` on a POST: the same key and body again gets the same answer for 7 days. `external_number` is the
caller's own number for a request, unique per source for ever.

**Versions.** A read has an `ETag`; `If-None-Match` gets 304 while it holds. `If-Match` on a change: 412 with what was changed
since, if somebody was quicker.

**Fewer fields.** `?fields=number,status` on every read. **Lists** are pages by cursor: follow `next` as it is; `?total=true`
counts up to 10,000.

**No** is always the same body: `code` for machines, `sentence` for people (`Accept-Language: zh-hans` or `en`), `fields` for
the inputs at fault. Names, phones, addresses and account numbers leave masked."""

# Each group of addresses, in the order in which they are read.
GROUPS = {
    "door": "What needs no key: the echo of a signature, the list of changes, tokens.",
    "me": "Who am I here, and what may I do.",
    "categories": "The kinds of request, with their questions and what closing asks for.",
    "halls": "The business halls.",
    "crews": "The crews that can be sent.",
    "staff": "Who is on duty where.",
    "promises": "What the company promises, and where each promise comes from.",
    "previews": "What a request would be promised now.",
    "customers": "The people and organisations we serve, found by POST, shown masked.",
    "supply-points": "Accounts at addresses, and what is known of their supply.",
    "tickets": "Requests, everything that happens to them, and every step a person can take.",
    "complaints": "Complaints: the desk's list and what only a complaint has.",
    "recoveries": "Making good what went wrong: apology, correction, compensation, looking again.",
    "orders": "Supervision orders.",
    "callbacks": "The calls owed to customers after the work, and what they came to.",
    "surveys": "What customers answered.",
    "outages": "Interruptions of supply: why it is off, and until when.",
    "knowledge": "What the hall knows.",
    "applications": "Service applications, step by step.",
    "filings": "Matters filed beforehand.",
    "hazards": "Hazards at customers'.",
    "safety-files": "Safety files of accounts, and the inspections that fall due.",
    "rechecks": "The quarterly re-check of key customers' files.",
    "watch": "Key customers to look after before they complain.",
    "supply-security": "Supply security for an event: plan, approval, record, report.",
    "doubles": "Customers who may be one.",
    "merges": "Two customers made one, and two again.",
    "rests": "Customers of whom nothing was heard for years.",
    "sheets": "Work sheets of a ticket.",
    "stock": "What lies in the depots.",
    "appointments": "Visits agreed with customers.",
    "shifts": "The rota.",
    "duty": "Who is on duty where, and who comes next.",
    "inspections": "Quality inspections and their scores.",
    "qa-plans": "By what inspections are drawn.",
    "handovers": "Shifts handed over, and those that are not.",
    "low-ratings": "Bad answers, and who sees to them.",
    "visits": "The numbers of the queue machine.",
    "calls": "What a telephone system tells of its calls, and how they stand.",
    "upstream-orders": "Orders that a hotline above us sends down, and whether we take them.",
    "imports": "Many rows at once, from a file: looked at, taken in under the rules of each kind, stopped, resumed, told row by row.",
    "exports": "Many rows in a file: with a reason, masked unless in full, beyond 500 rows with somebody else's yes.",
    "measures": "What is counted, and how: the definitions of all figures.",
    "figures": "What the measures come to in a period, by hall, category, crew, person or time.",
    "bulletins": "The figures of each month as they were told, for ever.",
    "webhooks": "What is told you without your asking: signed messages to an address of yours.",
}
