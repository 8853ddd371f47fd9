package publication

import (
	"errors"
	"slices"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
)

var (
	// ErrFound refuses an act on a finding that is not, or no longer, there.
	ErrFound = errors.New("没有查出这个问题，请刷新后再看")
	// ErrSecond refuses a second person who is none.
	ErrSecond = errors.New("放行须由没有起草、修改过这条信息的另一人同意")
	// ErrSecondSecrecy refuses anybody but the secrecy reviewer for marks of
	// secrecy.
	ErrSecondSecrecy = errors.New("密级标志和内部文件字样须由保密审查人员同意放行")
	// ErrAllowClass refuses to teach what is no personal information.
	ErrAllowClass = errors.New("只有个人信息一类的误报可以列入允许清单")
	// ErrAllowed refuses to teach the same thing twice, or to end it twice.
	ErrAllowed = errors.New("允许清单里已经处理过这一条")
)

// ApplyOverride (申请放行) gives a reason why findings may stand. It takes effect when
// a second person agrees. One that was refused may be asked for again. Errors:
// [ErrState], [ErrFound] for no finding or one that stops nothing, [ErrNote].
func ApplyOverride(d Draft, found []Found, reason string, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftOverride); err != nil {
		return d, journal.Entry{}, err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return d, journal.Entry{}, ErrNote
	}
	list := slices.Clone(d.Overrides)
	for _, f := range found {
		if !f.Stops {
			return d, journal.Entry{}, ErrFound
		}
		v := Override{Kind: f.Kind, Key: f.Key, File: f.File, Class: f.Class, Words: f.Words, Reason: reason, By: by, At: at}
		if i := slices.IndexFunc(list, func(o Override) bool { return o.mark() == f.Mark() }); i >= 0 {
			list[i] = v
		} else {
			list = append(list, v)
		}
	}
	if len(found) == 0 {
		return d, journal.Entry{}, ErrFound
	}
	d.Overrides = list
	e := d.entry(journal.DraftOverride, by, at, gateNote(found, reason))
	e.Detail = gateDetail(found)
	return d, e, nil
}

// AgreeOverride (同意或者不同意放行) is the second person's judgement on what was asked
// for: somebody who neither wrote in the draft nor asked; for marks of secrecy
// the secrecy reviewer (secrecy says that by is one). why is required to
// refuse. Errors: [ErrState], [ErrFound], [ErrSecond], [ErrSecondSecrecy],
// [ErrNote].
func AgreeOverride(d Draft, found []Found, agree bool, why string, secrecy bool, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftOverrideAgree); err != nil {
		return d, journal.Entry{}, err
	}
	if why = strings.TrimSpace(why); why == "" && !agree {
		return d, journal.Entry{}, ErrNote
	}
	list := slices.Clone(d.Overrides)
	for _, f := range found {
		i := slices.IndexFunc(list, func(o Override) bool { return o.mark() == f.Mark() && o.Open() })
		if i < 0 {
			return d, journal.Entry{}, ErrFound
		}
		v := &list[i]
		switch {
		case by == v.By || d.Wrote(by):
			return d, journal.Entry{}, ErrSecond
		case f.Class == ClassSecret && !secrecy:
			return d, journal.Entry{}, ErrSecondSecrecy
		}
		v.Second, v.Judged = by, at
		if agree {
			v.Agreed = by
		} else {
			v.Refused = why
		}
	}
	if len(found) == 0 {
		return d, journal.Entry{}, ErrFound
	}
	d.Overrides = list
	verdict := "同意"
	if !agree {
		verdict = "不同意"
	}
	if why != "" {
		verdict += "，" + why
	}
	e := d.entry(journal.DraftOverrideAgree, by, at, gateNote(found, verdict))
	e.Detail = gateDetail(found)
	return d, e, nil
}
