package request

import (
	"errors"
	"slices"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
)

// Sort says what kind of matter this is (2019: art. 39): consultations,
// complaints and petitions that come as requests are counted apart. The reason
// goes on record, and the limits follow. Others are not left asking about what is
// none. Errors: [ErrState], [ErrKind], [ErrNote], [ErrAsking].
func Sort(r Request, k Kind, why string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestSort)
	if err != nil {
		return r, journal.Entry{}, err
	}
	why = strings.TrimSpace(why)
	if err := errors.Join(when(k.Name() == string(k), ErrKind), when(why == "", ErrNote)); err != nil {
		return r, journal.Entry{}, err
	}
	r.Kind = k
	if r.Informal() && Asks(r) {
		return r, journal.Entry{}, ErrAsking
	}
	r = Reckon(r, h.Calendar, h.Lead)
	return r, r.entry(journal.RequestSort, h, k.Name()+"："+why), nil
}

// Assign gives the case to an official of the agency. Errors: [ErrState],
// [ErrHandler].
func Assign(r Request, to account.Login, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestAssign)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if to == "" || to == r.Handler {
		return r, journal.Entry{}, ErrHandler
	}
	r.Handler = to
	return r, r.entry(journal.RequestAssign, h, string(to)), nil
}

// ErrHandler refuses to assign a case to nobody, or to who has it.
var ErrHandler = errors.New("请选择另一位承办人")

// MoveTo hands an open case to a colleague when somebody leaves, or to the
// agency that took over the function (art. 10), as a consequence of that act.
// Errors: [ErrState].
func MoveTo(r Request, to account.Login, in agency.Code, h Hand) (Request, journal.Entry, error) {
	from := r
	r, err := r.move(journal.RequestMove)
	if err != nil {
		return r, journal.Entry{}, err
	}
	note := string(from.Handler) + " → " + string(to)
	if in != from.Agency {
		note = string(from.Agency) + " → " + string(in)
	}
	// The fingerprint stays that of the agency it was sent to: the same person
	// may have asked both.
	r.Handler, r.Agency = to, in
	return r, r.entry(journal.RequestMove, h, note), nil
}

// Note adds a remark for colleagues; it changes nothing and goes to nobody
// else. Errors: [ErrState], [ErrText].
func Note(r Request, words string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestNote)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if words = strings.TrimSpace(words); words == "" {
		return r, journal.Entry{}, ErrText
	}
	return r, r.entry(journal.RequestNote, h, words), nil
}

// Add is what the applicant sends of their own accord; no limit moves. Errors:
// [ErrState], [ErrText].
func Add(r Request, words string, files []File, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestAdd)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if words = strings.TrimSpace(words); words == "" && len(files) == 0 {
		return r, journal.Entry{}, ErrText
	}
	r.Additions = append(slices.Clone(r.Additions), Addition{On: h.today(), Text: words})
	r.Files = append(slices.Clone(r.Files), files...)
	return r, r.entry(journal.RequestAdd, h, ""), nil
}

// Attach keeps files with the case: what may be handed over, originals, proofs.
// It is a part of other acts, which make the entry.
func Attach(r Request, files ...File) Request {
	r.Files = append(slices.Clone(r.Files), files...)
	return r
}

// Rate is the applicant's opinion of how the case was handled, 1 to 5. Errors:
// [ErrState], [ErrRating].
func Rate(r Request, stars int, words string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestRate)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if stars < 1 || stars > 5 {
		return r, journal.Entry{}, ErrRating
	}
	r.Rating, r.RatingWords = stars, strings.TrimSpace(words)
	return r, r.entry(journal.RequestRate, h, ""), nil
}

// ErrRating refuses a rating outside of 1 to 5.
var ErrRating = errors.New("请选择满意程度")
