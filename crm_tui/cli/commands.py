"""The table of shell commands, from which the parser, the help and the completion are made."""

from __future__ import annotations

from crm_tui.cli.command import Argument, Command, Option

LOOK = "Look"
LOG = "Log"
CUSTOMERS = "Customers"
TASKS = "Tasks"
SALES = "The pipeline"
SERVICE = "The service desk"
SERVICE = "The service desk"
DATA = "Data"
FIRM = "The firm and the database"
SCREEN = "The workspace"

_PARTY = Argument("party", "PARTY")
_TEXT = Argument("text", "TEXT", many=True)
_LIMIT = Option("--limit", "limit", "How many at most.", "N", kind="int")
_COLUMNS = Option(
    "--columns",
    "columns",
    "Which to show, by commas, own fields too; +city beside the usual.",
    "NAMES",
)
_DEAL = Argument("deal", "DEAL")
_DEALS = Argument("deal", "DEAL[,DEAL]")
_ON_DAY = Option("--on", "day", "The day it ended; otherwise today.", "DAY")
_ABOUT_DEAL = Option("--deal", "deal", "The deal it is about.", "DEAL")
_ABOUT_TICKET = Option("--ticket", "ticket", "The ticket it is about.", "TICKET")
_TICKET = Argument("ticket", "TICKET", many=True)
_A_TICKET = Argument("ticket", "TICKET")
_TICKETS = Argument("ticket", "TICKET[,TICKET]")
_NAME = Argument("name", "NAME", many=True)
_PRIORITIES = ("urgent", "high", "normal", "low")
_PROPOSAL = Argument("name", "KIND:CUSTOMER-ID")
_OFF_OF = Option("--of", "colleague", "This colleague's alone.", "LOGIN")
_FIELD_KIND = Option(
    "--kind", "kind", "What it holds.",
    choices=("text", "long_text", "number", "money", "day", "yes_no", "choice", "email", "phone",
             "web"),
)  # fmt: skip
_FILTER_WORDS = Argument("words", "FILTER", many=True, required=False)
_FILTER = Option(
    "--filter", "filter_text", "A filter: 'owner:me value>10k last<30d'; 'crm filters' tells all.",
    "TEXT",
)  # fmt: skip
_WHY = Option("--why", "why", "The reason, kept with the change.", "TEXT")

KINDS = (
    "customers", "people", "users", "products", "deals", "interactions", "tasks", "tickets",
    "documents",
)  # fmt: skip

OPEN = Command(
    "open", "workspace", "open_workspace", SCREEN, "The workspace, at a place, card or ticket.",
    (Argument("place", "PLACE|ID|T12", required=False),), creates=True,
)  # fmt: skip

COMMANDS = (
    OPEN,
    Command(
        "demo", "workspace", "demo", SCREEN,
        "The workspace on a throw-away database full of lifelike data.",
        options=(Option("--keep", "keep", "Keep the database in this file.", "PATH", kind="path"),),
        creates=True,
    ),
    Command(
        "who", "who", "who", LOOK, "Who is calling: every customer with the number.",
        (Argument("number", "NUMBER", many=True),),
    ),
    Command(
        "find", "find", "find", LOOK, "One search over everything.",
        (_TEXT,), (_LIMIT,),
    ),
    Command(
        "show", "show", "show", LOOK, "A customer's card with its timeline, or a ticket.",
        (Argument("party", "ID|NAME|E-MAIL|NUMBER|T12", many=True),),
        (Option("--limit", "limit", "How many entries of the timeline.", "N", kind="int"),),
    ),
    Command(
        "list", "lists", "customer_list", LOOK,
        "The customer list, filtered and sorted: crm list owner:me 'value>10k' -tag:cold.",
        (_FILTER_WORDS,),
        (
            _FILTER,
            Option("--who", "who", "customers, people, companies, suppliers, everyone ...", "WHO"),
            Option("--owner", "owner", "Whose; 'nobody' for those without an owner.", "LOGIN"),
            Option("--tag", "tag", "With this tag.", "TAG"),
            Option("--lifecycle", "lifecycle", "In this state.", "STATE"),
            Option("--relationship", "relationship", "In this state.", "STATE"),
            Option(
                "--no-management-visit", "unvisited",
                "Whom our management has not visited for so long.", "MONTHS",
            ),
            Option("--archived", "archived", "The archived ones.", kind="flag"),
            Option(
                "--sort", "sort", "name, last_contact, city, lifecycle, newest; an own field.",
                "ORDER",
            ),
            _COLUMNS,
            Option("--reverse", "reverse", "The other way round.", kind="flag"),
            Option("--view", "view", "A saved view; the other options narrow it.", "NAME"),
            _LIMIT,
        ),
        free_text=True,
    ),
    Command(
        "filters", "filter_words", "explain", LOOK,
        "How lists are filtered, and by which fields.",
        (Argument("kind", "customers|deals|tickets|tasks", required=False),),
    ),
    Command("views", "lists", "views", LOOK, "The saved views of the customer list."),
    Command(
        "add", "add", "add", LOG,
        "A quick line: 'Rossi call spoke to Anna wants price by Fri'.",
        (_TEXT,), (Option("--party", "party", "Whom it is about.", "PARTY"),),
        free_text=True, creates=True,
    ),
    Command(
        "log", "log", "log", LOG, "Write down what happened with a customer.",
        (_PARTY, Argument("text", "TEXT", many=True, required=False)),
        (
            Option("--channel", "channel", "phone, e-mail, visit, chat ...", "C"),
            Option("--kind", "kind", "note, idea, meeting ... where no channel says it.", "KIND"),
            Option("--direction", "direction", "Who began.", choices=("in", "out")),
            Option("--minutes", "minutes", "How long it took.", "N", kind="int"),
            Option("--outcome", "outcome", "reached, no answer, voicemail ...", "O"),
            Option("--at", "at", "When: '10:30', 'yesterday 15:00', '-2h'.", "WHEN"),
            Option("--subject", "subject", "A heading.", "TEXT"),
            Option("--with", "people", "A person there who took part.", "NAME", many=True),
            Option("--follow-up", "follow_up", "The task that comes of it.", "TEXT"),
            Option("--due", "due", "The day of that task.", "DAY"),
            Option("--internal", "internal", "For us alone.", kind="flag"),
            _ABOUT_DEAL,
            _ABOUT_TICKET,
        ),
        free_text=True,
    ),
    Command(
        "correct", "log", "correct", LOG, "Correct an entry by a new one; the old text stays.",
        (Argument("entry", "ENTRY"), _TEXT), free_text=True,
    ),
    Command(
        "pin", "log", "pin", LOG, "Keep an entry at the top of the card.",
        (Argument("entry", "ENTRY"),),
        (Option("--off", "off", "No longer.", kind="flag"),),
    ),
    Command(
        "new", "customers", "new", CUSTOMERS, "A new customer: a company, or with --at a person.",
        (Argument("name", "NAME", many=True),),
        (
            Option("--person", "person", "A person, not a company.", kind="flag"),
            Option("--at", "company", "The company where the person works.", "PARTY"),
            Option("--title", "title", "What they are there.", "TEXT"),
            Option("--phone", "phones", "A number.", "NUMBER", many=True),
            Option("--email", "emails", "An address.", "E-MAIL", many=True),
            Option("--city", "city", "Where.", "CITY"),
            Option("--country", "country", "Where.", "COUNTRY"),
            Option("--owner", "owner", "Who of ours; otherwise you.", "LOGIN"),
        ),
        creates=True,
    ),
    Command(
        "edit", "customers", "edit", CUSTOMERS,
        "Change fields: city=Rome, lifecycle=customer, +phone=NUMBER, -email=ADDRESS.",
        (_PARTY, Argument("changes", "FIELD=VALUE", many=True)),
        (Option("--note", "note", "Why, where a state needs it.", "TEXT"),), free_text=True,
    ),
    Command(
        "link", "customers", "link", CUSTOMERS, "Say that one stands in a relation to another.",
        (_PARTY, Argument("other", "OTHER")),
        (
            Option("--kind", "kind", "works_at (otherwise), reports_to, supplies ...", "KIND"),
            Option("--title", "title", "What they are there.", "TEXT"),
            Option("--end", "end", "It has ended today.", kind="flag"),
        ),
    ),
    Command(
        "tag", "belonging", "tag", CUSTOMERS, "Put tags on and take them off: +vip -cold.",
        (_PARTY, Argument("tags", "+TAG|-TAG", many=True)), free_text=True,
    ),
    Command(
        "owner", "belonging", "owner", CUSTOMERS, "Give a customer to a colleague, or to 'nobody'.",
        (_PARTY, Argument("colleague", "LOGIN")),
        (
            Option("--take", "take", "What the leaving owner makes of the account.", "TEXT"),
            Option("--keep-tasks", "keep_tasks", "Open tasks stay where they are.", kind="flag"),
        ),
    ),
    Command(
        "team", "belonging", "team", CUSTOMERS, "Put a colleague on a customer's team.",
        (_PARTY, Argument("colleague", "LOGIN")),
        (
            Option("--role", "role", "What they do there.", "TEXT"),
            Option("--leave", "leave", "Take them off it.", kind="flag"),
        ),
    ),
    Command(
        "archive", "customers", "archive", CUSTOMERS, "Put a customer away; nothing is lost.",
        (_PARTY,), (_WHY,),
    ),
    Command(
        "revive", "customers", "revive", CUSTOMERS, "Bring an archived customer back.",
        (_PARTY,), (_WHY,),
    ),
    Command(
        "today", "agenda", "today", TASKS, "The day sheet: overdue, by hour, the days to come.",
        options=(
            Option("--of", "colleague", "A colleague's.", "LOGIN"),
            Option("--day", "day", "Of another day: fri, +3d, 24 Dec.", "DAY"),
            Option("--week", "week", "The seven days of the week instead.", kind="flag"),
            Option("--limit", "limit", "How many lines of a section.", "N", kind="int"),
        ),
    ),
    Command(
        "plan", "planning", "plan", TASKS,
        "Tomorrow's sheet and what is left to plan; with tasks, puts them on a day.",
        (Argument("tasks", "TASK", many=True, required=False),),
        (
            Option("--on", "day", "tomorrow (the next working day), week, later, a day.", "DAY"),
            Option("--walk", "walk", "Ask about each one; a key or word answers.", kind="flag"),
        ),
    ),
    Command(
        "task add", "tasks", "add", TASKS,
        "Add a task: 'call Anna tue 10:00 20m !high @bob every week'. PARTY - is no customer.",
        (_PARTY, _TEXT),
        (
            Option("--due", "due", "The day: fri, +3d, 24 Dec.", "DAY"),
            Option("--at", "at", "The hour.", "HH:MM"),
            Option("--minutes", "minutes", "How long: 20, 1h30.", "N"),
            Option("--for", "assignee", "Who does it; otherwise you.", "LOGIN"),
            Option("--kind", "kind", "call, visit, offer ...", "KIND"),
            Option(
                "--priority", "priority", "How much it matters.", choices=_PRIORITIES,
            ),
            Option("--repeat", "repeat", "every mon, monthly, 14 days after done ...", "RULE"),
            Option("--after", "after", "The task it follows; it has no day before.", "TASK"),
            Option("--days", "days", "So many days after that one is done.", "N", kind="int"),
            Option("--side", "side", "Whose turn it is: ours or theirs.", choices=("us", "them")),
            Option("--agreed", "agreed", "The day on which it was agreed with them.", "DAY"),
            _ABOUT_DEAL,
            _ABOUT_TICKET,
            Option("--note", "note", "What more there is to say.", "TEXT"),
        ),
        free_text=True,
    ),
    Command(
        "task show", "task_lists", "show", TASKS, "All about a task.",
        (Argument("task", "TASK"),),
    ),
    Command(
        "task edit", "tasks", "edit", TASKS, "Let a task say what a line says; 'task show' has it.",
        (Argument("task", "TASK"), Argument("line", "LINE", many=True)), free_text=True,
    ),
    Command(
        "task start", "tasks", "start", TASKS, "Say that a task is being done.",
        (Argument("task", "TASK"),),
    ),
    Command(
        "task done", "tasks", "done", TASKS, "Finish a task with its result.",
        (Argument("task", "TASK"), Argument("result", "RESULT", many=True, required=False)),
        (
            Option("--outcome", "outcome", "reached, no answer, bought ...", "O"),
            Option("--minutes", "minutes", "How long it took: 20, 1h30.", "N"),
            Option("--next", "following", "The next step, a line as 'task add'.", "LINE"),
        ),
        free_text=True,
    ),
    Command(
        "task drop", "tasks", "drop", TASKS, "End a task that will not be done; WHY is kept.",
        (Argument("task", "TASK"), Argument("why", "WHY", many=True)), free_text=True,
    ),
    Command(
        "task move", "tasks", "move", TASKS,
        "Give tasks another day, hour or colleague; DAY - is no day.",
        (Argument("task", "TASK[,TASK]"), Argument("day", "DAY", required=False)),
        (
            Option("--at", "at", "Another hour; otherwise it stays.", "HH:MM"),
            Option("--by", "by", "So many working days on; -1 is one back.", "N"),
            Option("--to", "assignee", "Who does it from now on.", "LOGIN"),
        ),
        free_text=True,
    ),
    Command(
        "task list", "task_lists", "listing", TASKS, "Open tasks: yours, or a customer's.",
        (Argument("words", "PARTY|FILTER", many=True, required=False),),
        (
            _FILTER,
            Option("--of", "assignee", "A colleague's, or 'everyone'.", "LOGIN"),
            Option("--overdue", "overdue", "Those whose day is over.", kind="flag"),
            Option("--day", "day", "Those of a day; 'none' for those without one.", "DAY"),
            Option("--unattached", "unattached", "Those on no customer's card.", kind="flag"),
            Option("--them", "them", "Those that their side has to do.", kind="flag"),
            Option("--done", "done", "Those that have ended, the newest first.", kind="flag"),
            _LIMIT,
        ),
        free_text=True,
    ),
    Command(
        "proposal list", "proposals", "listing", TASKS, "What is proposed to you, and why.",
        options=(Option("--of", "colleague", "To a colleague.", "LOGIN"), _LIMIT),
    ),
    Command(
        "proposal accept", "proposals", "accept", TASKS, "Make the proposed task.",
        (_PROPOSAL,),
        (Option("--on", "day", "The day: tomorrow, week, later, fri ...", "DAY"),),
    ),
    Command(
        "proposal silence", "proposals", "silence", TASKS, "Show a proposal no more for a while.",
        (_PROPOSAL,),
        (Option("--days", "days", "For how long; otherwise 90 days.", "N", kind="int"),),
    ),
    Command(
        "report", "reports", "report", TASKS, "Figures; without a name, which reports there are.",
        (Argument("name", "NAME", required=False),),
        (
            Option("--period", "period", "week, last-month, 2026-Q4, FROM..TO.", "PERIOD"),
            Option("--by", "by", "A line for each: owner, product; or two: quarter,owner.", "WHAT"),
            Option("--of", "colleague", "Of a colleague alone.", "LOGIN"),
            Option("--pipeline", "pipeline", "Of one pipeline alone.", "NAME"),
            _LIMIT,
        ),
    ),
    Command(
        "deal add", "deals", "add", SALES,
        "A new deal, as soon as one is supposed. PARTY - is no customer.",
        (_PARTY, Argument("title", "TITLE", many=True)),
        (
            Option("--amount", "amount", "What it may bring: 12500, '1.2k EUR'.", "AMOUNT"),
            Option("--close", "close", "When it may be won: 24 Dec, +30d, eom.", "DAY"),
            Option("--stage", "stage", "Where it stands; otherwise in the first stage.", "STAGE"),
            Option("--pipeline", "pipeline", "Of which pipeline; otherwise the first.", "NAME"),
            Option("--owner", "owner", "Whose it is; otherwise yours.", "LOGIN"),
            Option("--probability", "probability", "Its own; otherwise the stage's.", "PERCENT"),
            Option("--contact", "contact", "The person there whom it goes through.", "NAME"),
            Option("--source", "source", "referral, web, event, partner ...", "SOURCE"),
            Option("--product", "products", "What they may buy.", "NAME", many=True),
            Option("--goal", "goal", "The goal of ours that it serves.", "NAME"),
            Option("--note", "note", "What more there is to say.", "TEXT"),
        ),
        free_text=True,
    ),
    Command(
        "deal move", "deals", "move", SALES,
        "Move deals to a stage; +1 is one stage on, -1 one back.",
        (_DEALS, Argument("stage", "STAGE|+1|-1", many=True)),
        (
            Option(
                "--keep-probability", "keep_probability", "Confirm the deal's own probability.",
                kind="flag",
            ),
        ),
        free_text=True,
    ),
    Command(
        "deal won", "deals", "won", SALES, "Close deals as won; GAIN is what they get out of it.",
        (_DEALS, Argument("gain", "GAIN", many=True, required=False)), (_ON_DAY,), free_text=True,
    ),
    Command(
        "deal lost", "deals", "lost", SALES, "Close deals as lost, with the reason.",
        (
            _DEALS, Argument("reason", "REASON", required=False),
            Argument("note", "NOTE", many=True, required=False),
        ),
        (
            Option("--to", "competitor", "The competitor they chose.", "COMPETITOR"),
            Option("--new-competitor", "new", "Note down one not known yet.", kind="flag"),
            _ON_DAY,
        ),
        free_text=True,
    ),
    Command(
        "deal reopen", "deals", "reopen", SALES,
        "Open ended deals again, where they stood last or in STAGE.",
        (_DEALS, Argument("stage", "STAGE", many=True, required=False)),
    ),
    Command(
        "deal edit", "deals", "edit", SALES,
        "Change fields: amount='12k EUR', close=+30d, probability= (the stage's).",
        (_DEALS, Argument("changes", "FIELD=VALUE", many=True)), free_text=True,
    ),
    Command(
        "deal show", "deal_lists", "show", SALES, "All about a deal.",
        (Argument("deal", "DEAL", many=True),),
    ),
    Command(
        "deal list", "deal_lists", "listing", SALES, "Deals, all open ones or a customer's.",
        (Argument("words", "PARTY|FILTER", many=True, required=False),),
        (
            _FILTER,
            Option(
                "--state", "state", "Otherwise the open ones.",
                choices=("open", "won", "lost", "all"),
            ),
            Option("--stage", "stage", "Those in this stage.", "STAGE"),
            Option("--pipeline", "pipeline", "Those of this pipeline.", "NAME"),
            Option("--owner", "owner", "Whose; 'me' for yours, 'nobody' for no one's.", "LOGIN"),
            Option(
                "--period", "period", "Expected to close in, or ended in: month, 2026-Q4 ...",
                "PERIOD",
            ),
            Option("--stale", "stale", "Open ones that stand too long.", kind="flag"),
            Option("--no-step", "no_step", "Open ones without a next task.", kind="flag"),
            Option("--sort", "sort", "By an own field; otherwise by day.", "FIELD"),
            _COLUMNS,
            _LIMIT,
        ),
        free_text=True,
    ),
    Command(
        "document list", "documents", "listing", SALES,
        "Quotes, orders, invoices, payments ..., all or a customer's, the newest first.",
        (Argument("party", "PARTY", required=False),),
        (
            Option(
                "--kind", "kind", "Those of a kind.",
                choices=(
                    "quote", "order", "contract", "delivery", "invoice", "payment", "credit_note",
                ),
            ),
            Option("--state", "state", "Those in this state: paid, sent, partial ...", "STATE"),
            _LIMIT,
        ),
    ),
    Command(
        "document show", "documents", "show", SALES, "All about a document: its lines, payments.",
        (Argument("document", "NUMBER|#ID", many=True),),
    ),
    Command(
        "deal line", "deal_parts", "line", SALES, "Put a product, or a text, on a deal's lines.",
        (_DEAL, Argument("name", "NAME", many=True)),
        (
            Option("--quantity", "quantity", "How many: 3, 2.5; otherwise 1.", "N"),
            Option("--price", "price", "Of one; otherwise the list price.", "AMOUNT"),
            Option("--remove", "remove", "Take it off.", kind="flag"),
        ),
        free_text=True,
    ),
    Command(
        "deal person", "deal_parts", "person", SALES,
        "A person's PART in the decision: decides, advises, uses, pays, blocks.",
        (_DEAL, Argument("person", "PERSON"), Argument("part", "PART", many=True, required=False)),
        (Option("--remove", "remove", "Take them off it.", kind="flag"),), free_text=True,
    ),
    Command(
        "deal credit", "deal_parts", "credit", SALES,
        "Credit who helped: a customer, or @LOGIN for a colleague.",
        (_DEAL, Argument("who", "WHO"), Argument("how", "HOW", many=True, required=False)),
        (
            Option("--share", "share", "Their part in it.", "PERCENT"),
            Option("--remove", "remove", "Take the credit back.", kind="flag"),
        ),
        free_text=True,
    ),
    Command(
        "deal archive", "deals", "archive", SALES, "Put deals away that should not have been.",
        (_DEALS,),
    ),
    Command("pipeline list", "pipelines", "listing", SALES, "The pipelines."),
    Command(
        "pipeline show", "pipelines", "show", SALES, "A pipeline: its stages, what stands in each.",
        (Argument("name", "NAME", many=True, required=False),),
    ),
    Command(
        "pipeline add", "pipelines", "add", SALES,
        "Another pipeline; without --stages with those of the first one.",
        (Argument("name", "NAME", many=True),),
        (Option("--stages", "stages", "'Lead 10 14d; Offer 60 10d; Won; Lost'.", "STAGES"),),
    ),
    Command(
        "pipeline rename", "pipelines", "rename", SALES, "Give a pipeline another name.",
        (Argument("name", "NAME"), Argument("new", "NEW", many=True)),
    ),
    Command(
        "pipeline stages", "pipelines", "stages", SALES,
        "The stages as a text: name, percent, days until stale; --set changes them.",
        (Argument("name", "NAME", many=True, required=False),),
        (
            Option("--set", "text", "'Lead 10 14d; Offer 60 10d; Won; Lost'.", "STAGES"),
            Option("--rename", "renames", "A stage's new name.", "OLD=NEW", many=True),
        ),
    ),
    Command(
        "pipeline checklist", "pipelines", "checklist", SALES,
        "What a stage asks for, shown when a deal moves there; TEXT changes it, '-' clears it.",
        (
            Argument("name", "NAME"), Argument("stage", "STAGE"),
            Argument("text", "TEXT", many=True, required=False),
        ),
        free_text=True,
    ),
    Command(
        "target set", "aims", "set_target", SALES,
        "What is to be won in a month, by the firm or with --of by a colleague; '-' is nothing.",
        (Argument("month", "MONTH"), Argument("amount", "AMOUNT")),
        (Option("--of", "colleague", "Whose target it is.", "LOGIN"),),
    ),
    Command(
        "target list", "aims", "targets", SALES, "The targets that are set.",
        options=(Option("--period", "period", "Those of 2026, 2026-Q4 ...", "PERIOD"),),
    ),
    Command(
        "goal add", "aims", "add_goal", SALES, "A goal of the firm's that deals can name.",
        (Argument("name", "NAME", many=True),),
        (
            Option("--target", "target", "How much is to be won for it.", "AMOUNT"),
            Option("--since", "since", "From this day on.", "DAY"),
            Option("--until", "until", "Until this day.", "DAY"),
            Option("--note", "note", "What more there is to say.", "TEXT"),
        ),
    ),
    Command("goal list", "aims", "list_goals", SALES, "The goals, and how far they are reached."),
    Command(
        "goal drop", "aims", "drop_goal", SALES, "Put a goal away; deals keep naming it.",
        (Argument("name", "NAME", many=True),),
    ),
    Command(
        "competitor note", "competitors", "note", SALES,
        "Note of a competitor a move, an action, a strength, a weakness or a price.",
        (_PARTY, Argument("kind", "KIND"), _TEXT),
        (
            Option("--market", "market", "On which market.", "TEXT"),
            Option("--day", "day", "When; otherwise today.", "DAY"),
            Option("--source", "source", "Who says so.", "TEXT"),
        ),
        free_text=True,
    ),
    Command(
        "competitor show", "competitors", "show", SALES,
        "A competitor: won and lost against them, and what is known.",
        (Argument("party", "PARTY", many=True),),
    ),
    Command(
        "competitor against", "competitors", "against", SALES, "A competitor is after a deal too.",
        (Argument("deal", "DEAL"), Argument("party", "COMPETITOR", many=True)),
    ),
    Command(
        "competitor forget", "competitors", "forget", SALES, "Take away a note that was wrong.",
        (Argument("note", "NOTE"),),
    ),
    Command(
        "ticket add", "tickets", "add", SERVICE,
        "A new ticket: what is asked, complained of, suggested. PARTY - is no customer.",
        (Argument("party", "[PARTY]"), Argument("title", "TITLE", many=True, required=False)),
        (
            Option("--kind", "kind", "request (otherwise), complaint, suggestion ...", "KIND"),
            Option(
                "--priority", "priority", "Otherwise normal; a complaint is at least high.",
                choices=_PRIORITIES,
            ),
            Option("--queue", "queue", "first line (otherwise), second line, orders ...", "QUEUE"),
            Option("--channel", "channel", "How it came: phone, e-mail, visit ...", "C"),
            Option("--product", "product", "What it is about.", "NAME"),
            Option("--contact", "contact", "The person there who said it.", "NAME"),
            Option("--owner", "assignee", "Who sees to it; otherwise nobody yet.", "LOGIN"),
            Option("--tag", "tags", "A tag.", "TAG", many=True),
            Option("--at", "at", "When it was said: '10:30', 'yesterday 15:00'.", "WHEN"),
            Option("--body", "body", "Their words; - reads them.", "TEXT"),
            Option("--entry", "entry", "The entry it was said in, a call or a visit.", "ENTRY"),
        ),
        free_text=True, creates=True,
    ),
    Command(
        "ticket list", "ticket_lists", "listing", SERVICE,
        "The queue in triage order, and how many tickets each view of it has.",
        (_FILTER_WORDS,),
        (
            _FILTER,
            Option(
                "--view", "view", "running, unowned, mine, again, complaints, all, a saved one.",
                "VIEW",
            ),
            Option("--state", "state", "In this state instead, ended ones too; 'any'.", "STATE"),
            Option("--kind", "kind", "Of this kind.", "KIND"),
            Option("--owner", "owner", "Whose; 'me' for yours, 'nobody' for no one's.", "LOGIN"),
            Option("--queue", "queue", "In this queue.", "QUEUE"),
            Option("--priority", "priority", "Of this priority.", choices=_PRIORITIES),
            Option("--customer", "customer", "Of this customer, or contact.", "PARTY"),
            Option("--product", "product", "About this product.", "NAME"),
            Option("--tag", "tag", "With this tag.", "TAG"),
            Option("--find", "find", "With these words in it or in what was said.", "TEXT"),
            Option(
                "--sort", "sort", "due, newest, oldest, priority, said; an own field.", "ORDER"
            ),
            _COLUMNS,
            _LIMIT,
        ),
        free_text=True,
    ),
    Command(
        "ticket views", "ticket_lists", "list_views", SERVICE,
        "The views of the queue, and how many tickets each has.",
    ),
    Command(
        "ticket show", "ticket_card", "show", SERVICE, "All about a ticket, and what was said.",
        (_TICKET,), (Option("--limit", "limit", "How much of what was said.", "N", kind="int"),),
    ),
    Command(
        "ticket clocks", "ticket_card", "clocks", SERVICE,
        "The working hours and pauses that make up each of its clocks.", (_TICKET,),
    ),
    Command(
        "ticket reply", "ticket_talk", "reply", SERVICE,
        "Answer the customer, or note something for us alone; TEXT - is read.",
        (_A_TICKET, Argument("text", "TEXT|-", many=True, required=False)),
        (
            Option("--internal", "internal", "For us alone.", kind="flag"),
            Option("--state", "state", "Otherwise we wait for the customer.", "STATE"),
            Option("--solve", "solve", "It is solved by that, for this reason.", "REASON"),
            Option("--note", "note", "With --solve: what more there is to say.", "TEXT"),
            Option("--cause", "cause", "With --solve: where it came from.", "CAUSE"),
            Option("--ask-rating", "ask_rating", "The mail asks for a rating.", kind="flag"),
            Option("--channel", "channel", "How it was said; by any but e-mail no mail goes.", "C"),
            Option("--no-mail", "no_mail", "No mail goes out.", kind="flag"),
            Option("--snippet", "snippet", "Begin with this snippet.", "NAME"),
            Option("--seen", "seen", "Refuse where one of us answered after this entry.", "ENTRY"),
        ),
        free_text=True,
    ),
    Command(
        "ticket said", "ticket_talk", "said", SERVICE,
        "Take down what the customer said; what was solved is open again. TEXT - is read.",
        (_A_TICKET, Argument("text", "TEXT|-", many=True)),
        (
            Option("--channel", "channel", "phone, e-mail, visit ...; otherwise as before.", "C"),
            Option("--contact", "contact", "The person who said it.", "NAME"),
            Option("--at", "at", "When: '10:30', 'yesterday 15:00', '-2h'.", "WHEN"),
        ),
        free_text=True,
    ),
    Command(
        "ticket state", "tickets", "state", SERVICE,
        "Put tickets into a state: open, waiting for customer, waiting inside, closed.",
        (_TICKETS, Argument("state", "STATE", many=True)),
        (Option("--until", "until", "Due again on this day.", "DAY"),),
    ),
    Command(
        "ticket solve", "tickets", "solve", SERVICE,
        "Solve tickets with the reason: answered, put right, goodwill, spam ...",
        (_TICKETS, Argument("reason", "REASON", many=True, required=False)),
        (
            Option("--note", "note", "What more there is to say.", "TEXT"),
            Option("--cause", "cause", "Where it came from: product, delivery, bill ...", "CAUSE"),
        ),
    ),
    Command(
        "ticket reopen", "tickets", "reopen", SERVICE, "Open solved and closed tickets again.",
        (_TICKETS,),
    ),
    Command(
        "ticket assign", "tickets", "assign", SERVICE,
        "Give tickets to a colleague, 'me' or 'nobody'.",
        (_TICKETS, Argument("colleague", "LOGIN")),
    ),
    Command(
        "ticket edit", "tickets", "edit", SERVICE,
        "Change fields: priority=high, kind=complaint, queue=orders, owner=me, cause=bill.",
        (_TICKETS, Argument("changes", "FIELD=VALUE", many=True)), free_text=True,
    ),
    Command(
        "ticket wait", "tickets", "wait", SERVICE, "Let tickets be due again on a day; - is none.",
        (_TICKETS, Argument("day", "DAY", many=True)), free_text=True,
    ),
    Command(
        "ticket tag", "tickets", "tag", SERVICE, "Put tags on and take them off: +vip -cold.",
        (_TICKETS, Argument("tags", "+TAG|-TAG", many=True)), free_text=True,
    ),
    Command(
        "ticket merge", "tickets", "merge", SERVICE,
        "Merge tickets into KEEP; their numbers find it.",
        (Argument("keep", "KEEP"), Argument("lose", "LOSE", many=True)),
    ),
    Command(
        "ticket duplicates", "ticket_lists", "duplicates", SERVICE,
        "Open tickets that may be about the same.", (_TICKET,),
    ),
    Command(
        "ticket offer", "tickets", "offer", SERVICE,
        "Close a ticket by an offer, a deal such as 'larger pump 12k EUR 60% by 15 Dec @bob'.",
        (_A_TICKET, Argument("line", "DEAL", many=True)), free_text=True,
    ),
    Command(
        "ticket rate", "tickets", "rate", SERVICE, "How content the customer was, 1 to 5.",
        (
            _A_TICKET, Argument("rating", "1-5"),
            Argument("words", "WORDS", many=True, required=False),
        ),
        free_text=True,
    ),
    Command(
        "ticket claim", "tickets", "claim", SERVICE,
        "Say that you are on a ticket, so that nobody else begins it; for ten minutes.",
        (Argument("ticket", "TICKET", required=False),),
        (
            Option("--next", "following", "On the first one nobody is on.", kind="flag"),
            Option("--view", "view", "Of this view of the queue; otherwise of all.", "VIEW"),
            Option("--take-over", "take_over", "From whoever is on it.", kind="flag"),
        ),
    ),
    Command(
        "ticket release", "tickets", "release", SERVICE, "Say that you are not on it any more.",
        (_A_TICKET,),
    ),
    Command(
        "ticket macro", "tickets", "macro", SERVICE, "Do the steps of a macro with tickets.",
        (_TICKETS, _NAME),
    ),
    Command(
        "ticket take", "ticket_mail", "take", SERVICE,
        "Take mail in: from standard input, as a mail server pipes it, or from files and folders.",
        (Argument("source", "FILE|MBOX|MAILDIR|-", many=True, required=False, kind="path"),),
        (
            Option("--kind", "kind", "Of new tickets: request (otherwise), complaint ...", "KIND"),
            Option("--queue", "queue", "Of new tickets; otherwise the first line.", "QUEUE"),
            Option(
                "--priority", "priority", "Of new tickets; otherwise normal.", choices=_PRIORITIES
            ),
            Option("--mailbox", "mailbox", "Ours: its mail is no customer's.", "E-MAIL", many=True),
        ),
        creates=True,
    ),
    Command(
        "ticket refused", "ticket_mail", "refused", SERVICE,
        "Mail that was refused and is kept, and why.",
        options=(
            Option("--take", "take", "Take this one in after all.", "ID", kind="int"),
            Option("--kind", "kind", "Of the ticket it makes.", "KIND"),
            Option("--queue", "queue", "Of the ticket it makes.", "QUEUE"),
            Option("--priority", "priority", "Of the ticket it makes.", choices=_PRIORITIES),
            _LIMIT,
        ),
    ),
    Command(
        "ticket files", "ticket_card", "files", SERVICE, "The files that came with a ticket.",
        (_TICKET,), (Option("--save", "folder", "Copy them to a folder.", "DIR", kind="path"),),
    ),
    Command(
        "ticket archive", "tickets", "archive", SERVICE, "Put tickets away that are none.",
        (_TICKETS,),
    ),
    Command(
        "policy list", "service_settings", "list_policies", SERVICE,
        "How soon tickets are answered and solved, in working time.",
    ),
    Command(
        "policy set", "service_settings", "set_policy", SERVICE,
        "A policy: kind=fault priority=high queue= segment= answer=1h solve=8h warn=75%.",
        (Argument("name", "NAME"), Argument("changes", "FIELD=VALUE", many=True)),
    ),
    Command(
        "policy remove", "service_settings", "remove_policy", SERVICE, "Promise no more by it.",
        (_NAME,),
    ),
    Command(
        "calendar list", "service_settings", "list_calendars", SERVICE,
        "The hours and holidays that clocks go by.",
    ),
    Command(
        "calendar set", "service_settings", "set_calendar", SERVICE,
        "A calendar: hours='mon-fri 8-18, sat 9-13' zone=Europe/Paris keeps_days_off=no.",
        (Argument("name", "NAME"), Argument("changes", "FIELD=VALUE", many=True)),
    ),
    Command(
        "calendar holiday", "service_settings", "holiday", SERVICE,
        "A day on which a calendar's hours do not hold.",
        (
            Argument("name", "CALENDAR"), Argument("day", "DAY"),
            Argument("title", "NAME", many=True, required=False),
        ),
        (Option("--remove", "remove", "They hold after all.", kind="flag"),),
    ),
    Command(
        "snippet list", "service_settings", "list_snippets", SERVICE,
        "The texts that answers are made of.",
    ),
    Command(
        "snippet set", "service_settings", "set_snippet", SERVICE,
        "A text with fields: {first_name} {title} {number} {answer_due} ...; TEXT - is read.",
        (Argument("name", "NAME"), Argument("text", "TEXT|-", many=True)), free_text=True,
    ),
    Command(
        "snippet remove", "service_settings", "remove_snippet", SERVICE, "Forget a text.", (_NAME,)
    ),
    Command(
        "macro list", "service_settings", "list_macros", SERVICE,
        "The macros: several steps of triage under one key.",
    ),
    Command(
        "macro set", "service_settings", "set_macro", SERVICE,
        "A macro: owner=me state=open queue=orders solve=spam tag=vip wait=fri reply=SNIPPET.",
        (Argument("name", "NAME"), Argument("steps", "STEP=VALUE", many=True, required=False)),
        (
            Option("--key", "key", "The key that does it in the queue.", "KEY"),
            Option(
                "--then", "then", "The next ticket (otherwise), or this one still.",
                choices=("next", "stay"),
            ),
        ),
    ),
    Command(
        "macro remove", "service_settings", "remove_macro", SERVICE, "Forget a macro.", (_NAME,)
    ),
    Command(
        "help-wanted ask", "help_wanted", "ask", SERVICE,
        "Ask a manager for help with a customer, a deal or a ticket.",
        (Argument("about", "PARTY|DEAL|TICKET"), _TEXT),
        (Option("--of", "colleague", "Ask this colleague.", "LOGIN"),), free_text=True,
    ),
    Command(
        "help-wanted answer", "help_wanted", "answer", SERVICE, "Answer such a request.",
        (Argument("task", "ID"), _TEXT), free_text=True,
    ),
    Command(
        "help-wanted list", "help_wanted", "listing", SERVICE, "What is asked and not answered."
    ),
    Command(
        "duplicates", "duplicates", "duplicates", DATA,
        "Pairs of customers that may be one; 'skip' tells two apart.",
        (Argument("said", "skip A B REASON", many=True, required=False),),
        (
            _LIMIT,
            Option("--min", "least", "From this score on, of 100; otherwise 60.", "N", kind="int"),
            Option("--filter", "filter_text", "One of the two passes this filter.", "TEXT"),
        ),
    ),
    Command(
        "merge", "duplicates", "merge", DATA,
        "Merge a customer, or a ticket, into KEEP.",
        (Argument("keep", "KEEP"), Argument("lose", "LOSE")),
        (
            Option("--take", "taken", "Of this field what LOSE tells stays.", "FIELD", many=True),
            Option("--keep", "kept", "Of this long text only KEEP's stays.", "FIELD", many=True),
            Option("--trial", "trial", "Show what would be joined; write nothing.", kind="flag"),
        ),
    ),
    Command(
        "undo", "changes", "undo", DATA, "Take back your last change, or change N.",
        (Argument("number", "N", required=False),),
    ),
    Command("redo", "changes", "redo", DATA, "Do again what was taken back."),
    Command(
        "log-of-changes", "changes", "log_of_changes", DATA,
        "Who changed what, and when; with N, field by field.",
        (Argument("number", "N", required=False),),
        (Option("--party", "party", "Changes of this customer.", "PARTY"), _LIMIT),
    ),
    Command(
        "import", "imports", "import_file", DATA, "Bring in a file; nothing is dropped in silence.",
        (Argument("file", "FILE", kind="path"),),
        (
            Option("--as", "said", f"What it holds: {', '.join(KINDS)}.", "KIND", many=True),
            Option("--map", "mapping", "What a column means.", "COLUMN=FIELD", many=True),
            Option(
                "--map-value", "values", "What a word in it means here.", "FIELD:WORD=MEANING",
                many=True,
            ),
            Option("--sheet", "sheet", "Which sheet of a spreadsheet.", "NAME"),
            Option("--encoding", "encoding", "How its bytes are text: utf-8, cp1252 ...", "NAME"),
            Option("--delimiter", "delimiter", "Comma, semicolon, tab or bar.", "SIGN"),
            Option("--header", "header", "The line of the column names; 0: none.", "LINE", "int"),
            Option(
                "--dates", "dates", "Which of day, month, year comes first.", "ORDER",
                choices=("dmy", "mdy", "ymd"),
            ),
            Option("--decimal", "decimal", "What stands before cents.", "SIGN", choices=(",", ".")),
            Option(
                "--phone-country", "phone_country", "Of numbers that do not tell theirs.", "XX",
            ),
            Option("--mapping", "mapping_file", "Read what is said of it.", "FILE", kind="path"),
            Option(
                "--save-mapping", "save_mapping", "Write what is said of it, for like files.",
                "FILE", kind="path",
            ),
            Option("--anew", "anew", "Not as the last file of these columns.", kind="flag"),
            Option("--trial", "trial", "Say what would happen, write nothing.", kind="flag"),
            Option("--changes", "changes", "Show what differs, field by field.", kind="flag"),
            Option("--update", "update", "Fill in and change records that are there.", kind="flag"),
            Option("--revive", "revive", "Bring archived customers in it back.", kind="flag"),
            Option("--rejects", "rejects", "Where refused rows go.", "FILE", kind="path"),
        ),
        creates=True,
    ),
    Command(
        "imports", "import_reports", "reports", DATA, "What was brought in, and how each went.",
        (Argument("number", "N", required=False),),
        (Option("--limit", "limit", "At most so many.", "N", kind="int"),),
    ),
    Command(
        "export", "exports", "export", DATA,
        f"Write for other programs: {', '.join(KINDS)}, a card or all.",
        (Argument("kind", "KIND|card|all"), Argument("who", "PARTY", many=True, required=False)),
        (
            Option(
                "--format", "form",
                "csv (otherwise), xlsx, json, jsonl; vcf for people and customers, ics for tasks.",
                "F",
            ),
            Option(
                "--to", "to",
                "The file, its ending says the format; otherwise standard output. A folder or a"
                " zip file for all.", "FILE", kind="path",
            ),
            Option("--filter", "filter_text", "Only what this filter leaves.", "TEXT"),
            Option("--view", "view", "What this saved view shows.", "NAME"),
            Option("--columns", "columns", "These columns alone, in this order.", "A,B"),
            Option("--sort", "sort", "By this column; -COLUMN the other way round.", "COLUMN"),
            Option("--archived", "archived", "What is archived too.", kind="flag"),
            Option(
                "--of", "of",
                "A colleague's, 'everyone'; otherwise your tasks, everyone's tickets.", "LOGIN",
            ),
            Option("--party", "party", "A customer's.", "PARTY"),
            Option("--done", "done", "Those that have ended too.", kind="flag"),
            Option("--raw", "raw", "Without the guard against formulas.", kind="flag"),
            Option("--vcard", "version", "The version of vcf; otherwise 3.0.", "V",
                   choices=("3.0", "4.0")),
            Option("--force", "force", "Replace a file that is there.", kind="flag"),
        ),
    ),
    Command(
        "backup", "upkeep", "backup", DATA, "A checked copy of the whole database.",
        (Argument("file", "FILE", required=False, kind="path"),),
    ),
    Command(
        "restore", "upkeep", "restore", DATA, "Put a backup in the database's place.",
        (Argument("file", "FILE", kind="path"),),
    ),
    Command(
        "check", "upkeep", "check", DATA, "Whether the database is sound, and what it runs on.",
        options=(Option("--repair", "repair", "Build the search anew.", kind="flag"),),
    ),
    Command(
        "user add", "users", "add", FIRM, "A new colleague.",
        (Argument("login", "LOGIN"), Argument("name", "NAME", many=True, required=False)),
        (
            Option(
                "--role", "role", "What they may do.",
                choices=("agent", "manager", "admin", "viewer"),
            ),
            Option("--management", "management", "Their visits are management's.", kind="flag"),
        ),
        creates=True,
    ),
    Command("user list", "users", "listing", FIRM, "All colleagues."),
    Command(
        "user set", "users", "change", FIRM, "Change a colleague; 'me' is you.",
        (Argument("login", "LOGIN"),),
        (
            Option("--name", "name", "The name.", "NAME"),
            Option(
                "--role", "role", "What they may do.",
                choices=("agent", "manager", "admin", "viewer"),
            ),
            Option("--hours", "hours", "When they work: 'mon-thu 8:30-17, fri 9-14'.", "TEXT"),
            Option("--zone", "zone", "Their time zone, such as Europe/Paris.", "ZONE"),
            Option("--email", "email", "Their address.", "E-MAIL"),
            Option("--management", "management", "Their visits are management's.", kind="flag"),
            Option("--no-management", "no_management", "They are not.", kind="flag"),
        ),
    ),
    Command(
        "user disable", "users", "disable", FIRM, "Let a colleague in no longer.",
        (Argument("login", "LOGIN"),),
    ),
    Command(
        "user enable", "users", "enable", FIRM, "Let a colleague in again.",
        (Argument("login", "LOGIN"),),
    ),
    Command("mail list", "mail", "listing", SERVICE, "Answers that have not surely gone out."),
    Command(
        "mail send", "mail", "send", SERVICE,
        "Send what waits, and once more what could not be sent; fit for cron.",
    ),
    Command(
        "mail retry", "mail", "retry", SERVICE,
        "Send once more what failed or perhaps went out.", (Argument("number", "ID"),),
    ),
    Command(
        "mail sent", "mail", "sent", SERVICE, "Note that what perhaps went out did.",
        (Argument("number", "ID"),),
    ),
    Command(
        "mail cancel", "mail", "cancel", SERVICE, "Do not send what has not gone out.",
        (Argument("number", "ID"),),
    ),
    Command(
        "day-off add", "days_off", "add", FIRM,
        "A day off, or all from one to another; everybody's, or with --of a colleague's.",
        (Argument("first", "DAY"), Argument("more", "[DAY] NAME", many=True, required=False)),
        (_OFF_OF,),
    ),
    Command(
        "day-off list", "days_off", "listing", FIRM, "The days off to come.",
        options=(
            Option("--of", "colleague", "All that hold for a colleague.", "LOGIN"),
            Option("--since", "since", "From this day on.", "DAY"),
        ),
    ),
    Command(
        "day-off remove", "days_off", "remove", FIRM, "Days that are worked after all.",
        (Argument("first", "DAY"), Argument("last", "DAY", required=False)), (_OFF_OF,),
    ),
    Command(
        "personal-data", "personal_data", "give", DATA,
        "All that is known of a person, in one file for them.",
        (Argument("party", "PARTY", many=True),),
        (Option("--to", "to", "A .json file, or a .zip with a text and the files.", "FILE",
                kind="path"),),
    ),
    Command(
        "erase", "personal_data", "erase", DATA,
        "Erase a person's data for good; without PARTY: what was erased.",
        (Argument("party", "PARTY", many=True, required=False),),
        (
            _WHY,
            Option("--trial", "trial", "Show what would go; erase nothing.", kind="flag"),
            Option("--yes", "sure", "It cannot be taken back, and I am sure.", kind="flag"),
        ),
    ),
    Command(
        "field list", "own_fields", "listing", FIRM,
        "The firm's own fields, and the columns that imports have kept.",
        (Argument("record", "customer|deal|ticket", required=False),),
    ),
    Command(
        "field add", "own_fields", "add", FIRM,
        "A field of the firm's own; a kept column of this name is taken into it.",
        (Argument("record", "customer|deal|ticket"), Argument("name", "NAME", many=True)),
        (
            _FIELD_KIND,
            Option("--choice", "choice", "What there is to choose from.", "TEXT", many=True),
            Option("--required", "required", "It may not be left empty.", kind="flag"),
        ),
        creates=True,
    ),
    Command(
        "field edit", "own_fields", "edit", FIRM, "Another name, kind, place or choices.",
        (Argument("record", "customer|deal|ticket"), Argument("name", "NAME", many=True)),
        (
            Option("--name", "label", "Its new name.", "NAME"),
            _FIELD_KIND,
            Option("--choice", "choice", "All there is to choose from now.", "TEXT", many=True),
            Option("--required", "required", "May it be left empty?", choices=("yes", "no")),
            Option("--place", "position", "Its place among the own fields.", "N", kind="int"),
        ),
    ),
    Command(
        "field remove", "own_fields", "remove", FIRM, "Put a field away; its values stay.",
        (Argument("record", "customer|deal|ticket"), Argument("name", "NAME", many=True)),
    ),
    Command(
        "choice list", "choices", "listing", FIRM, "The pick lists and what there is to choose.",
        (Argument("name", "LIST", required=False),),
    ),
    Command(
        "choice add", "choices", "add", FIRM,
        "A new entry of a pick list: crm choice add source 'trade fair'.",
        (Argument("name", "LIST"), Argument("label", "LABEL", many=True)),
        (
            Option("--meaning", "meaning", "What the program takes it for.", "WORD"),
            Option("--key", "key", "The one key that picks it.", "KEY"),
            Option("--place", "position", "Its place in the list.", "N", kind="int"),
            Option("--needs-note", "needs_note", "It asks for a note.", kind="flag"),
            Option("--needs-party", "needs_party", "It asks for a customer.", kind="flag"),
        ),
        creates=True,
    ),
    Command(
        "choice edit", "choices", "edit", FIRM,
        "An entry changed: label=TEXT key=K active=no position=2 needs_note=yes.",
        (Argument("name", "LIST"), Argument("entry", "ENTRY"),
         Argument("changes", "FIELD=VALUE", many=True)),
    ),
    Command(
        "place", "settings", "place", FIRM,
        "The places with what is in them; one switched on or off, or never suggested to you.",
        (
            Argument("name", "PLACE", required=False),
            Argument("state", "on|off|never", required=False),
        ),
    ),
    Command(
        "settings", "settings", "settings", FIRM,
        "The settings, and where each comes from; the firm's are set by NAME=VALUE.",
        (Argument("changes", "NAME=VALUE", many=True, required=False),),
        (
            Option("--example", "example", "Print a settings file of one's own.", kind="flag"),
            Option("--write", "to", "Write all that the firm has set to a file.", "FILE|-",
                   kind="path"),
            Option("--read", "file", "Take such a file over.", "FILE", kind="path"),
            Option("--trial", "trial", "Only show what the file would change.", kind="flag"),
        ),
    ),
)  # fmt: skip

BY_NAME = {command.name: command for command in COMMANDS}
FAMILIES = {
    "task": "Add, change, finish, move and list tasks.",
    "deal": "Add, move, win, lose, change and list deals.",
    "document": "List and show quotes, orders, invoices, payments.",
    "pipeline": "See and change the stages deals go through.",
    "target": "Set and list what is to be won in a month.",
    "goal": "Set, list and put away the firm's goals.",
    "competitor": "Note and show what is known of competitors.",
    "ticket": "Record, answer, hand on, solve and list tickets.",
    "policy": "Say how soon tickets are answered and solved.",
    "calendar": "Say when we answer: hours and holidays.",
    "snippet": "Keep texts that answers are made of.",
    "macro": "Keep several steps of triage under one key.",
    "help-wanted": "Ask a manager for help, and answer.",
    "proposal": "See what is proposed, take it up or silence it.",
    "choice": "See and change what there is to choose from.",
    "field": "Give customers, deals and tickets fields of your own.",
    "user": "Add, change, list and disable colleagues.",
    "day-off": "Note, list and take away days off.",
    "mail": "Answers that go out by mail.",
}
