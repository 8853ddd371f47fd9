package gazette

import (
	"strconv"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

// SetYear says how many issues a year has, and how that is known; again when
// another one appears. known is the issues registered of the year. Errors:
// [ErrYear], [ErrIssues], [ErrSource], [ErrSame], and those of text.Line.
func SetYear(v Volume, issues int, source string, known []Issue, by account.Login, at time.Time) (Volume, journal.Entry, error) {
	source, err := text.Line(source, maxLine)
	switch {
	case err != nil:
	case v.Year < firstYear || v.Year > calendar.On(at).Year():
		err = ErrYear
	case issues < 1 || issues > MaxNumber:
		err = ErrIssues
	case source == "":
		err = ErrSource
	case issues == v.Issues && source == v.Source:
		err = ErrSame
	}
	for _, i := range known {
		if err == nil && i.Through > issues {
			err = ErrIssues
		}
	}
	if err != nil {
		return v, journal.Entry{}, err
	}
	v.Issues, v.Source = issues, source
	return v, journal.Entry{At: at, Act: journal.GazetteYear, Thing: v.Thing(), Agency: string(v.Agency), Actor: string(by),
		Note: strconv.Itoa(issues) + " " + source}, nil
}
