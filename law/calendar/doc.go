// Package calendar (工作日历) says which days are working days (工作日).
//
// It owns the legal day ([Day], in Beijing) and the official notices on public
// holidays from 2007 on, compiled in: what each gives off (放假) and which
// Saturdays and Sundays it makes working days in exchange (调休上班). Law:
// 全国年节及纪念日放假办法, and for each year the notice of the General Office
// of the State Council, cited with every day it decides.
//
// Three things a caller may rely on:
//
//  1. A year without a notice is never guessed. The days the law itself gives off
//     ([Statutory]) are off, the lunisolar ones included, for the notice only moves
//     the days around them; so are its Saturdays and Sundays. Its other days are
//     working days. Every day but those of the law is marked provisional
//     ([Standing]).
//  2. A [Calendar] never changes. A later notice gives another calendar
//     ([Calendar.With]), so a date can be computed by the old and by the new
//     one and both can be put on record; [Calendar.AsOf] goes back.
//  3. A later notice overrides an earlier one day by day. It cannot take a day
//     out of an earlier notice, or a holiday out of the law, by silence; it must
//     name it.
//
// The last days of December are the weak spot: the notice for the next year may
// still move them (2011-12-31, 2018-12-29, 2022-12-31). They are not marked
// provisional, since their own year has its notice.
//
// Half days and the holidays of minorities (articles 3 and 4 of the 办法) do
// not stop a clock. How long a limit is stands in law/regulation, how it runs
// in law/clock.
package calendar
