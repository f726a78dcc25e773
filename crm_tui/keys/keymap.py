"""Which key means which action: presets, the user's own keys, and what a key press resolves to.

Nothing here waits or listens: `Keymap.resolve` is a pure function, and `KeyInput` holds no more
than the keys pressed so far. There is no time-out: a prefix waits until the next key or Escape.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from crm_tui.config import Config, did_you_mean
from crm_tui.errors import UsageError
from crm_tui.keys.actions import (
    ACTIONS,
    ALWAYS_BOUND,
    CONTEXTS,
    SCOPE_TITLES,
    TYPING_SCOPES,
    Action,
    by_name,
    names,
)
from crm_tui.keys.layouts import latin_for
from crm_tui.keys.names import (
    is_printable,
    key_of,
    known_keys,
    said_as,
    show_keys,
    to_event_key,
)
from crm_tui.keys.places import SCOPES, place_of, say_off

PRESETS = ("default", "vim", "plain")

# A held digit key must not build a number that no list has rows for.
MOST_COUNTED = 999_999

# A count never begins with 0, so that 0 stays free for a meaning of its own.
_COUNT_BEGINS = frozenset("123456789")

KeySequence = tuple[str, ...]


class Exact(NamedTuple):
    """The keys mean this action; `times` is the count typed before it (preset `vim`)."""

    action: Action
    times: int | None = None


class Prefix(NamedTuple):
    """More keys are to come: what was pressed, and each next key with what it leads to."""

    pressed: KeySequence
    continuations: tuple[tuple[str, Action], ...]


class Counting(NamedTuple):
    """A count is being typed (preset `vim`)."""

    times: int


class Elsewhere(NamedTuple):
    """The keys mean nothing here but do in other scopes; `sentence` says it in words."""

    pressed: KeySequence
    action: Action
    off: frozenset[str] = frozenset()

    @property
    def sentence(self) -> str:
        """What to say in the status row."""
        places = " and ".join(
            SCOPE_TITLES[scope] for scope in self.action.scopes if SCOPES.get(scope) not in self.off
        )
        title = self.action.title
        return f"{show_keys(self.pressed)} ({title}) has no meaning here; it works in {places}"


class SwitchedOff(NamedTuple):
    """The keys belong to a place that is switched off."""

    pressed: KeySequence
    place: str

    @property
    def sentence(self) -> str:
        """What to say in the status row."""
        return say_off(self.place)


class Nothing(NamedTuple):
    """The keys mean nothing anywhere."""

    pressed: KeySequence


class Cancelled(NamedTuple):
    """Escape ended a prefix or a count."""


Resolution = Exact | Prefix | Elsewhere | SwitchedOff | Nothing
Answer = Resolution | Counting | Cancelled


class Keymap:
    """The keys of every action, as one preset and one user's settings have them.

    `counts` tells whether digits before a key are a count. In the places that are `off` no key
    has a meaning, and theirs have none elsewhere. `said` puts the titles and descriptions of
    actions into the words of the firm.
    """

    __slots__ = ("_by_scope", "_keys", "_of_off", "counts", "off", "said")

    def __init__(
        self,
        keys: Mapping[str, tuple[KeySequence, ...]],
        counts: bool,
        off: frozenset[str] = frozenset(),
        said: Callable[[str], str] = str,
    ) -> None:
        self.counts = counts
        self.said = said
        self.off = off
        self._keys = dict(keys)
        self._of_off: dict[KeySequence, str] = {}
        self._by_scope: dict[str, dict[KeySequence, Action]] = {scope: {} for scope in SCOPE_TITLES}
        for action in ACTIONS:
            if off and not self.has(action.name):
                if not all(scope in SCOPES for scope in action.scopes):
                    self._of_off |= dict.fromkeys(self._keys[action.name], place_of(action.name))
                continue
            for scope in action.scopes:
                for sequence in self._keys[action.name]:
                    if scope not in TYPING_SCOPES or not is_printable(sequence[0]):
                        self._by_scope[scope][sequence] = action

    def keys_of(self, name: str) -> tuple[KeySequence, ...]:
        """Return the key sequences of the action called `name`, as event names."""
        return self._keys[name] if self.has(name) else ()

    def has(self, name: str) -> bool:
        """Return whether the action called `name` belongs to no place that is off."""
        return not self.off or place_of(name) not in self.off

    def of_firm(self, off: frozenset[str], said: Callable[[str], str]) -> Keymap:
        """Return the same keys where just these places are off, told in a firm's words."""
        return Keymap(self._keys, self.counts, off, said)

    def resolve(self, pressed: KeySequence, scopes: Sequence[str]) -> Resolution:
        """Return what the keys mean in `scopes`, innermost first (see `CONTEXTS`)."""
        if pressed and _types_text(pressed[0], scopes):
            return Nothing(pressed)
        for scope in scopes:
            action = self._by_scope[scope].get(pressed)
            if action:
                return Exact(action)
        continuations = self._continuations(pressed, scopes)
        if continuations:
            return Prefix(pressed, continuations)
        if pressed in self._of_off:
            return SwitchedOff(pressed, self._of_off[pressed])
        others = [
            scope
            for scope in SCOPE_TITLES
            if scope not in scopes and SCOPES.get(scope) not in self.off
        ]
        for scope in others:
            action = self._by_scope[scope].get(pressed)
            if action:
                return Elsewhere(pressed, action, self.off)
        elsewhere = self._continuations(pressed, others)
        return Elsewhere(pressed, elsewhere[0][1], self.off) if elsewhere else Nothing(pressed)

    def _continuations(
        self, pressed: KeySequence, scopes: Sequence[str]
    ) -> tuple[tuple[str, Action], ...]:
        depth = len(pressed)
        found: dict[str, Action] = {}
        for scope in scopes:
            for sequence, action in self._by_scope[scope].items():
                if len(sequence) > depth and sequence[:depth] == pressed:
                    found.setdefault(sequence[depth], action)
        return tuple(found.items())


class KeyInput:
    """The keys pressed so far, and the count typed before them."""

    __slots__ = ("_keymap", "_pressed", "_times")

    def __init__(self, keymap: Keymap) -> None:
        self._keymap = keymap
        self._pressed: KeySequence = ()
        self._times: int | None = None

    @property
    def pressed(self) -> KeySequence:
        """The keys of an unfinished sequence."""
        return self._pressed

    @property
    def times(self) -> int | None:
        """The number typed so far."""
        return self._times

    @property
    def waiting(self) -> bool:
        """Whether a prefix or a count waits for the next key."""
        return bool(self._pressed) or self._times is not None

    def use(self, keymap: Keymap) -> None:
        """Let keys mean what they mean in another keymap."""
        self._keymap = keymap
        self.reset()

    def reset(self) -> None:
        """Forget the keys and the count."""
        self._pressed, self._times = (), None

    def feed(self, key: str, scopes: Sequence[str], character: str | None = None) -> Answer:
        """Take one key event's name and character and return what it means now.

        Escape ends what waits. A key that does not continue a sequence ends it and does
        nothing else, unless it works everywhere (help, quit). A letter of another alphabet
        counts as the Latin key at its place where it has no meaning of its own.
        """
        if key == "escape" and self.waiting:
            self.reset()
            return Cancelled()
        if self._is_counted(key, scopes):
            self._times = min((self._times or 0) * 10 + int(key), MOST_COUNTED)
            return Counting(self._times)
        answer = self._resolve(key, scopes, character or key)
        if isinstance(answer, Prefix):
            self._pressed = answer.pressed
            return answer
        times = self._times
        self.reset()
        return Exact(answer.action, times) if isinstance(answer, Exact) else answer

    def _is_counted(self, key: str, scopes: Sequence[str]) -> bool:
        if not self._keymap.counts or self._pressed or _types_text(key, scopes):
            return False
        return key in _COUNT_BEGINS or (key == "0" and self._times is not None)

    def _resolve(self, key: str, scopes: Sequence[str], character: str) -> Resolution:
        answer = self._keymap.resolve((*self._pressed, key), scopes)
        if isinstance(answer, Exact | Prefix) or _types_text(key, scopes):
            return answer
        latin = latin_for(character) if len(character) == 1 else None
        if latin:
            return self._resolve(key_of(latin), scopes, latin)
        if self._pressed:
            alone = self._keymap.resolve((key,), ("always",))
            if isinstance(alone, Exact):
                return alone
            return answer if isinstance(answer, SwitchedOff) else Nothing((*self._pressed, key))
        return answer


def build(
    preset: str = "default",
    user: Mapping[str, str | Sequence[str]] | None = None,
    where: Callable[[str], str] | None = None,
) -> Keymap:
    """Return the keymap of a preset with the user's own keys in it.

    `user` maps an action's name to its key, its keys, or '' for none; they stand in place of
    the preset's. `where` tells where the settings file says so, for the errors. Raises
    `UsageError` for an unknown preset, action or key, for a clash, and for taking the last key
    from help or quit.
    """
    if preset not in PRESETS:
        raise UsageError(
            f"There is no key preset {preset}; there are {', '.join(PRESETS)}.",
            did_you_mean(preset, PRESETS),
        )
    place = where or (lambda name: "Settings")
    keys = {action.name: _preset_keys(action, preset) for action in ACTIONS}
    for name, chosen in (user or {}).items():
        keys[name] = _chosen_keys(name, chosen, place(name), counts=preset == "vim")
    _refuse_clashes(keys, user or {}, place)
    return Keymap(keys, counts=preset == "vim")


def from_settings(config: Config) -> Keymap:
    """Return the keymap that the settings ask for; errors as `build`."""
    return build(config.ui.preset, config.keys, lambda name: config.place_of(f"keys.{name}"))


def _types_text(key: str, scopes: Sequence[str]) -> bool:
    return bool(scopes) and scopes[0] in TYPING_SCOPES and is_printable(key)


def _preset_keys(action: Action, preset: str) -> tuple[KeySequence, ...]:
    written = action.keys
    if preset == "plain":
        written = action.plain_keys
    elif preset == "vim" and action.vim_keys is not None:
        written = action.vim_keys
    return tuple(_sequence(text) for text in written)


def _sequence(written: str) -> KeySequence:
    """Return a sequence of the table's own as event names."""
    return tuple(to_event_key(piece) or piece for piece in written.split())


def _chosen_keys(
    name: str, chosen: str | Sequence[str], place: str, *, counts: bool
) -> tuple[KeySequence, ...]:
    action = by_name(name)
    if action is None:
        raise UsageError(f"{place}: there is no action {name}.", did_you_mean(name, names()))
    if action.fixed:
        raise UsageError(
            f"{place}: the key of {name} cannot be changed.",
            f"It is {' or '.join(action.keys)} in every text field.",
        )
    written = [chosen] if isinstance(chosen, str) else list(chosen)
    sequences = tuple(_checked_sequence(one, place, counts) for one in written if one.split())
    if not sequences and name in ALWAYS_BOUND:
        raise UsageError(
            f"{place}: {name} needs a key, or nobody finds the way.",
            f"Its own are {', '.join(action.keys)}.",
        )
    return sequences


def _checked_sequence(written: str, place: str, counts: bool) -> KeySequence:
    sequence = tuple(_checked_key(piece, place) for piece in written.split())
    if "escape" in sequence:
        raise UsageError(f"{place}: Escape always cancels and cannot mean anything else.")
    if counts and sequence[0] in _COUNT_BEGINS:
        raise UsageError(f"{place}: digits are counts in the preset vim.")
    return sequence


def _checked_key(written: str, place: str) -> str:
    key = to_event_key(written)
    if key:
        return key
    same = said_as(written)
    if same:
        raise UsageError(
            f"{place}: a terminal cannot tell {written} from {same}.", "Choose another key."
        )
    raise UsageError(f"{place}: there is no key {written}.", did_you_mean(written, known_keys()))


class _Bound(NamedTuple):
    name: str
    keys: KeySequence


def _refuse_clashes(
    keys: Mapping[str, tuple[KeySequence, ...]],
    user: Mapping[str, object],
    place: Callable[[str], str],
) -> None:
    for scopes in CONTEXTS.values():
        taken: dict[KeySequence, _Bound] = {}
        begun: dict[KeySequence, _Bound] = {}
        for action in ACTIONS:
            if set(action.scopes).isdisjoint(scopes):
                continue
            for sequence in keys[action.name]:
                bound = _Bound(action.name, sequence)
                starts = [sequence[:length] for length in range(1, len(sequence))]
                met = [taken[one] for one in (*starts, sequence) if one in taken]
                met += [begun[sequence]] if sequence in begun else []
                for other in met:
                    if other != bound:
                        raise _clash(bound, other, place, user)
                taken[sequence] = bound
                begun |= dict.fromkeys(starts, bound)


def _clash(
    one: _Bound, other: _Bound, place: Callable[[str], str], user: Mapping[str, object]
) -> UsageError:
    """Return the error that blames what the user said rather than what the preset says."""
    mine, taken = (one, other) if one.name in user else (other, one)
    key, taken_key = show_keys(mine.keys), show_keys(taken.keys)
    if mine.name == taken.name:
        return UsageError(
            f"{place(mine.name)}: {mine.name} cannot have both {taken_key} and {key}.",
            "A key that acts at once cannot begin a sequence.",
        )
    if mine.keys == taken.keys:
        says = f"{key} is already the key of {taken.name}"
    elif len(mine.keys) < len(taken.keys):
        says = f"{key} begins {taken_key}, which is {taken.name}"
    else:
        says = f"{key} begins with {taken_key}, which is {taken.name}"
    return UsageError(
        f"{place(mine.name)}: {mine.name} cannot have this key: {says}.",
        f"Give {taken.name} another key too, or choose one that is free.",
    )
