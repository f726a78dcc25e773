"""What is proposed, and with which reason (S5, S113)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.clock import FixedClock
from crm_tui.errors import NotFoundError, UsageError
from crm_tui.models import Party, Setting, User
from crm_tui.services import parties, proposals, tasks, timeline
from crm_tui.services.opening import Desk
from crm_tui.views import management_visits
from crm_tui.views import proposals as views
from tests.builders import BUDAPEST, a_call, a_colleague, a_company, a_person, a_task

FRIDAY = date(2026, 11, 20)


def proposed(desk: Desk, user: int | None = None) -> list[tuple[str, str]]:
    found = views.proposals(desk, user or desk.user)
    return [(one.kind, one.party_name) for one in found]


def reason(desk: Desk, kind: str, party: int) -> str:
    return views.proposal(desk, desk.user, kind, party).reason


def put(desk: Desk, party: int, **values: Any) -> None:
    with desk.store.change_set(desk.user, "filled in"):
        Party.update(**values).where(Party.id == party).execute()


def days_ago(desk: Desk, days: int) -> datetime:
    return desk.clock.now() - timedelta(days=days)


def in_contact(desk: Desk, party: int, *ago: int, **more: Any) -> None:
    for days in ago:
        a_call(desk, party, at=days_ago(desk, days), **more)


def a_buyer(desk: Desk, name: str = "Rossi Kft", **more: Any) -> int:
    party = a_company(desk, name, lifecycle="customer", **more)
    a_task(desk, party)  # so that it has a next step
    return party


def set_management(desk: Desk, user: int) -> None:
    with desk.store.change_set(desk.user, "promoted"):
        User.update(is_management=True).where(User.id == user).execute()


class TestBirthdays:
    def test_of_the_coming_week_are_proposed_the_nearest_first(self, desk: Desk):
        for name, born in (
            ("Eighth", "1980-11-28"), ("Last", "1980-11-27"), ("Over", "1980-11-19"),
            ("Today", "1976-11-20"),
        ):  # fmt: skip
            a_person(desk, name, birthday=born)
        assert proposed(desk) == [("birthday", "Today"), ("birthday", "Last")]
        today, last = views.proposals(desk, desk.user)
        assert (today.reason, today.day) == ("birthday on Fri 20 Nov, turns 50", FRIDAY)
        assert (last.reason, last.day) == ("birthday on Fri 27 Nov, turns 46", date(2026, 11, 27))
        assert (today.title, today.task_kind) == ("Wish Today a happy birthday", "call")

    def test_come_over_the_turn_of_the_year(self, desk: Desk, clock: FixedClock):
        a_person(desk, "January", birthday="1980-01-02")
        clock.instant = datetime(2026, 12, 30, 10, tzinfo=BUDAPEST)
        assert views.proposals(desk, desk.user)[0].reason == "birthday on Sat 2 Jan, turns 47"

    @pytest.mark.parametrize(("year", "day"), [(2027, 28), (2028, 29)])
    def test_of_29_february_come_every_year(
        self, desk: Desk, clock: FixedClock, year: int, day: int
    ):
        a_person(desk, "Leap", birthday="1980-02-29")
        clock.instant = datetime(year, 2, 25, 10, tzinfo=BUDAPEST)
        [found] = views.proposals(desk, desk.user)
        assert (found.day, found.reason[-8:]) == (date(year, 2, day), f"turns {year - 1980}")

    @pytest.mark.parametrize("year", ["0001", "1604"])
    def test_without_a_known_year_say_no_age(self, desk: Desk, year: str):
        put(desk, a_person(desk, "Ageless"), birthday=date.fromisoformat(f"{year}-11-24"))
        assert views.proposals(desk, desk.user)[0].reason == "birthday on Tue 24 Nov"

    def test_of_people_at_ones_companies_are_ones_own_whoever_owns_the_person(self, desk: Desk):
        bob = a_colleague(desk)
        ours, theirs = a_company(desk), a_company(desk, "Other Kft", owner=bob.user)
        a_person(desk, "At ours", company=ours, owner=bob.user, birthday="1980-11-21")
        a_person(desk, "At theirs", company=theirs, owner=bob.user, birthday="1980-11-21")
        assert proposed(desk) == [("birthday", "At ours")]
        assert proposed(desk, bob.user) == [("birthday", "At ours"), ("birthday", "At theirs")]

    def test_dealt_with_once_are_over(self, desk: Desk):
        person = a_person(desk, birthday="1980-11-23")
        wish = views.proposal(desk, desk.user, "birthday", person)
        task = proposals.accept(desk, wish)
        assert proposed(desk) == []
        tasks.finish(desk, task, "she was glad")
        assert proposed(desk) == []

    def test_come_back_next_year(self, desk: Desk, clock: FixedClock):
        person = a_person(desk, birthday="1980-11-23")
        wish = views.proposal(desk, desk.user, "birthday", person)
        tasks.finish(desk, proposals.accept(desk, wish), "she was glad")
        clock.instant += timedelta(days=365)
        assert proposed(desk) == [("birthday", "Anna Rossi")]

    def test_of_archived_and_former_ones_are_let_be(self, desk: Desk):
        parties.archive(desk, [a_person(desk, "Gone", birthday="1980-11-23")])
        put(desk, a_person(desk, "Former", birthday="1980-11-23"), lifecycle="former")
        assert proposed(desk) == []


class TestAnniversaries:
    def test_of_whole_years_are_proposed(self, desk: Desk):
        since = {"Five": "2021-11-24", "This year": "2026-11-20", "Other day": "2021-11-19"}
        for name, day in since.items():
            put(desk, a_company(desk, name), relationship_since=day, relationship="regular")
        [found] = views.proposals(desk, desk.user)
        assert (found.kind, found.title) == ("anniversary", "Thank Five for 5 years")
        assert found.reason == "'regular' for 5 years on Tue 24 Nov"


class TestNoContact:
    def test_for_longer_than_usual_says_both_figures(self, desk: Desk):
        party = a_company(desk)
        in_contact(desk, party, 144, 114, 84)
        assert proposed(desk) == [("no_contact", "Rossi Kft")]
        found = views.proposal(desk, desk.user, "no_contact", party)
        assert found.reason == "last contact 84 days ago; usually every 30 days"
        assert (found.title, found.task_kind, found.day) == ("Call Rossi Kft", "call", None)

    @pytest.mark.parametrize(
        "ago",
        [
            (84, 54),  # two are no habit
            (105, 75, 45),  # not more than one and a half times as long
            (16, 15, 14),  # two weeks
            (85, 85, 84, 84),  # four on two days
        ],
    )
    def test_not_for_longer_than_usual_is_no_reason(self, desk: Desk, ago: tuple[int, ...]):
        in_contact(desk, a_company(desk), *ago)
        assert proposed(desk) == []

    def test_counts_the_talks_with_the_companys_people(self, desk: Desk):
        firm = a_company(desk)
        person = a_person(desk, company=firm)
        in_contact(desk, person, 144, 114, 84)
        assert "last contact 84 days ago" in reason(desk, "no_contact", firm)
        a_call(desk, person, at=days_ago(desk, 1))
        assert proposed(desk) == []

    def test_notes_of_our_own_are_no_contact(self, desk: Desk):
        party = a_company(desk)
        in_contact(desk, party, 144, 114, 84)
        timeline.log(desk, party, "thought of them", kind="note")
        assert proposed(desk) == [("no_contact", "Rossi Kft")]

    def test_does_not_matter_while_a_task_is_open(self, desk: Desk):
        party = a_company(desk)
        in_contact(desk, party, 144, 114, 84)
        task = a_task(desk, party)
        assert proposed(desk) == []
        tasks.drop(desk, task, "no need")
        assert proposed(desk) == [("no_contact", "Rossi Kft")]

    def test_the_longest_by_their_own_measure_comes_first(self, desk: Desk):
        in_contact(desk, a_company(desk, "Monthly"), 160, 130, 100)
        in_contact(desk, a_company(desk, "Weekly"), 64, 57, 50)
        assert [name for _, name in proposed(desk)] == ["Weekly", "Monthly"]

    def test_is_worked_out_as_by_hand(self, desk: Desk):
        party = a_company(desk)
        in_contact(desk, party, 100, 90, 60, 50)
        assert reason(desk, "no_contact", party) == (
            f"last contact 50 days ago; usually every {round((100 - 50) / 3)} days"
        )


class TestManagementVisits:
    @pytest.fixture
    def boss(self, desk: Desk) -> Desk:
        return a_colleague(desk, "boss", is_management=True)

    def a_year_on(self, desk: Desk, months: int = 13) -> None:
        clock = desk.clock
        assert isinstance(clock, FixedClock)
        clock.instant = datetime(2026 + months // 12, 11 + months % 12, 20, 10, tzinfo=BUDAPEST)

    def test_never_paid_are_proposed_once_the_customer_is_a_year_old(self, desk: Desk, boss: Desk):
        a_buyer(desk)
        assert proposed(desk) == []
        self.a_year_on(desk)
        [found] = views.proposals(desk, desk.user)
        assert (found.kind, found.task_kind) == ("no_management_visit", "management_visit")
        assert found.reason == "no visit by management yet; with us for 13 months"

    @pytest.mark.parametrize("how", ["own", "taking part", "with its person"])
    def test_paid_a_year_ago_are_due_again(self, desk: Desk, boss: Desk, how: str):
        firm = a_buyer(desk)
        person = a_person(desk, company=firm)
        guest = {"colleagues": [boss.user]} if how == "taking part" else {}
        timeline.log(
            desk if how == "taking part" else boss, person if how == "with its person" else firm,
            "looked around", kind="visit", **guest,
        )  # fmt: skip
        self.a_year_on(desk, 12)
        assert proposed(desk) == []
        self.a_year_on(desk)
        assert reason(desk, "no_management_visit", firm) == "last visit by management 13 months ago"

    def test_a_visit_by_others_or_a_call_by_management_is_none(self, desk: Desk, boss: Desk):
        firm = a_buyer(desk)
        self.a_year_on(desk)
        timeline.log(desk, firm, "looked around", kind="visit")
        a_call(boss, firm)
        assert proposed(desk) == [("no_management_visit", "Rossi Kft")]

    def test_are_for_those_who_buy(self, desk: Desk, boss: Desk):
        a_company(desk, lifecycle="prospect")
        self.a_year_on(desk)
        assert proposed(desk) == []

    def test_are_not_proposed_while_one_is_planned(self, desk: Desk, boss: Desk):
        firm = a_buyer(desk)
        self.a_year_on(desk)
        a_task(desk, firm, "the boss goes there", kind="management_visit")
        assert proposed(desk) == []

    def test_need_management_to_be_paid_by(self, desk: Desk):
        a_buyer(desk)
        self.a_year_on(desk)
        assert proposed(desk) == []

    @pytest.mark.parametrize(
        ("said", "months"), [("6", 6), ("24", 24), ("0", 12), ("often", 12), ("-3", 12), ("", 12)]
    )
    def test_are_due_after_the_months_the_firm_says(self, desk: Desk, said: str, months: int):
        with desk.store.change_set(desk.user, "set"):
            Setting.create(name=management_visits.SETTING, value=said)
        assert management_visits.months(desk) == months


class TestNoNextStep:
    def test_a_wanted_relationship_needs_one(self, desk: Desk):
        party = a_company(desk, wanted="preferred_supplier")
        in_contact(desk, party, 30)
        assert proposed(desk) == [("no_next_step", "Rossi Kft")]
        assert reason(desk, "no_next_step", party) == (
            "wanted: preferred supplier; no next step; last contact 30 days ago"
        )
        a_task(desk, party)
        assert proposed(desk) == []

    def test_who_buys_needs_one(self, desk: Desk):
        party = a_company(desk, lifecycle="customer")
        assert reason(desk, "no_next_step", party) == (
            "life stage: customer; no next step; no contact yet"
        )

    def test_who_does_not_buy_any_more_needs_none(self, desk: Desk):
        a_company(desk, "Prospect")
        put(desk, a_company(desk, "Former"), lifecycle="former", wanted="partnership")
        assert proposed(desk) == []

    def test_a_step_of_their_side_is_one(self, desk: Desk):
        a_task(desk, a_company(desk, wanted="partnership"), side="them")
        assert proposed(desk) == []


def test_a_customer_is_proposed_once_for_the_most_urgent_reason(desk: Desk):
    person = a_person(desk, birthday="1980-11-23", wanted="partnership")
    in_contact(desk, person, 144, 114, 84)
    assert [kind for kind, _ in proposed(desk)] == ["birthday"]
    proposals.silence(desk, views.proposal(desk, desk.user, "birthday", person))
    assert [kind for kind, _ in proposed(desk)] == ["no_contact"]
    proposals.silence(desk, views.proposal(desk, desk.user, "no_contact", person))
    assert [kind for kind, _ in proposed(desk)] == ["no_next_step"]


def test_only_ones_own_customers_are_proposed(desk: Desk):
    bob = a_colleague(desk)
    a_company(desk, wanted="partnership", owner=bob.user)
    assert proposed(desk) == []
    assert proposed(desk, bob.user) == [("no_next_step", "Rossi Kft")]


def test_no_more_are_proposed_than_asked_for(desk: Desk):
    for number in range(6):
        a_company(desk, f"Firm {number}", wanted="partnership")
    a_person(desk, birthday="1980-11-23")
    assert [one.kind for one in views.proposals(desk, desk.user, 3)] == [
        "birthday", "no_next_step", "no_next_step",
    ]  # fmt: skip
    assert views.proposals(desk, desk.user, 0) == []


def test_a_proposal_has_the_number_to_call(desk: Desk):
    firm = a_company(desk, phones=["+36 1 234 5678"], wanted="partnership")
    a_person(desk, "Without", company=firm, birthday="1980-11-21")
    a_person(desk, "With", company=firm, birthday="1980-11-22", phones=["+36 30 123 4567"])
    assert [one.phone for one in views.proposals(desk, desk.user)] == [
        "+36 1 234 5678", "+36 30 123 4567", "+36 1 234 5678",
    ]  # fmt: skip


def test_what_is_not_proposed_has_no_name(desk: Desk):
    party = a_company(desk)
    with pytest.raises(UsageError, match="no kind of proposal 'frob'"):
        views.proposal(desk, desk.user, "frob", party)
    with pytest.raises(NotFoundError, match=f"no_next_step:{party}"):
        views.proposal(desk, desk.user, "no_next_step", party)


@given(today=st.dates(date(1950, 1, 1), date(2100, 1, 1)), born=st.dates(date(1930, 1, 1)))
def test_a_day_returns_when_a_calendar_says_it_does(today: date, born: date):
    """Against asking each day to come whether it is the one."""
    years = range(today.year - views._OLDEST, today.year + 2)
    if born.year not in years:
        return
    expected = None
    for ahead in range(views.AHEAD + 1):
        day = today + timedelta(ahead)
        try:
            same = born.replace(year=day.year)
        except ValueError:
            same = date(day.year, 2, 28)
        if same == day:
            expected = day
    assert views._returning(today, years).get(born.isoformat()) == expected


def test_instants_are_told_by_the_viewers_day(desk: Desk, clock: FixedClock):
    party = a_company(desk, wanted="partnership")
    a_call(desk, party, at=datetime(2026, 11, 18, 23, 30, tzinfo=UTC))  # 0:30 on the 19th
    assert reason(desk, "no_next_step", party).endswith("last contact 1 day ago")
