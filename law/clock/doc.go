// Package clock (期限) runs the limits of the Regulation: from the day a request
// is received to the day its answer is due, with all that stops, restarts or
// prolongs the time between.
//
// It is pure. The length of a limit comes from law/regulation, the working days
// from law/calendar; a [Clock] is a value, and every event gives a new one.
//
// How it counts:
//
//  1. The day of receipt is day 0; only working days count.
//  2. Working days after the first and up to and including the last day of a
//     pause do not count (第三十三条第三款). Pauses that overlap count once.
//  3. A pause that begins when the limit has run out has no effect: a late case
//     never gains days.
//  4. A supplement starts the full limit again, from its own receipt
//     (第三十条). What was counted, paused or extended before falls away: an
//     extension belongs to the limit it prolonged. The Regulation does not say
//     so; the reading with the earlier date was taken.
//  5. So does a fee that was demanded, from the day it is paid or waived
//     (国办函〔2020〕109号).
//  6. Extensions add up and never exceed the most that the edition allows.
//
// A date that rests on a year without a holiday notice is provisional. When the
// notice comes, [Clock.With] computes the same events by the new calendar, and
// both dates can be put on record.
//
// That an extension is granted once, before the limit runs out, and by whom, is
// a matter of the act that grants it and not of the clock.
package clock
