package office

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/gazette"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/paper/gate"
	"gongkai/paper/richtext"
	"gongkai/paper/upload"
	"gongkai/store"
)

const (
	gazetteName   = "gazette"
	gazetteEditor = "gazette_agency"
)

// ErrNoEditor refuses acts on the gazette while nobody edits it.
var ErrNoEditor = errors.New("请先在“本市设置”里写明编辑政府公报的机关的代码")

// GazetteName is what the city calls its gazette.
func (o *Office) GazetteName(ctx context.Context) (string, error) { return o.Setting(ctx, gazetteName) }

// GazetteEditor is the agency that edits the gazette. Errors: [ErrNoEditor].
func (o *Office) GazetteEditor(ctx context.Context) (agency.Code, error) {
	code, err := o.Setting(ctx, gazetteEditor)
	if err == nil && code == "" {
		err = ErrNoEditor
	}
	return agency.Code(code), err
}

// Shelves is every year of the gazette held against its issues, the first
// first.
func (o *Office) Shelves(ctx context.Context) ([]gazette.Shelf, error) {
	volumes, err := o.Store.GazetteYears(ctx)
	if err != nil {
		return nil, err
	}
	issues, err := o.Store.Issues(ctx, 0)
	return gazette.Take(volumes, issues), err
}

// IssueFiles is what of a content an issue is read in: its first PDF, else its
// pictures in their order, else nothing but the words of its body. The numbers
// are positions among the attachments.
func IssueFiles(c publication.Content) (paper int, pictures []int) {
	paper = slices.IndexFunc(c.Attachments, func(a publication.Attachment) bool { return a.Type == "application/pdf" })
	if paper >= 0 {
		return paper, nil
	}
	for n, a := range c.Attachments {
		if strings.HasPrefix(a.Type, "image/") {
			pictures = append(pictures, n)
		}
	}
	return paper, pictures
}

// carrier is the publication that is to be an issue of those contents. Errors:
// [gazette.ErrCarrier].
func (o *Office) carrier(ctx context.Context, index string, before int, contents string) (gazette.Carrier, error) {
	index, err := publication.ParseIndex(index)
	if err != nil {
		return gazette.Carrier{}, gazette.ErrCarrier
	}
	p, err := o.Store.PublicationAt(ctx, index)
	if errors.Is(err, store.ErrNotFound) || err == nil && !carries(p, o.Now()) {
		return gazette.Carrier{}, gazette.ErrCarrier
	}
	if err != nil {
		return gazette.Carrier{}, err
	}
	c := gazette.Carrier{Publication: p.ID, Index: p.Index, Before: before}
	paper, pictures := IssueFiles(p.Content)
	switch {
	case paper >= 0:
		c.Leaves, err = o.leaves(ctx, p.Content.Attachments[paper])
	case len(pictures) > 0:
		c.Leaves = len(pictures)
	default:
		headings := richtext.Headings(p.Content.Body)
		c.Words = true
		c.Under = func(title string) bool {
			return slices.ContainsFunc(headings, func(h string) bool { return richtext.SameHeading(h, title) })
		}
	}
	if err == nil {
		c.Unknown, err = o.unknown(ctx, contents)
	}
	return c, err
}

// unknown is the index numbers that contents name and that nothing has.
func (o *Office) unknown(ctx context.Context, contents string) (map[string]bool, error) {
	list, err := gazette.ReadContents(contents)
	if err != nil {
		return nil, nil // the act says what is wrong with them
	}
	none := map[string]bool{}
	for _, a := range list {
		if a.Index == "" {
			continue
		}
		_, err := o.Store.PublicationAt(ctx, a.Index)
		if errors.Is(err, store.ErrNotFound) {
			none[a.Index] = true
		} else if err != nil {
			return nil, err
		}
	}
	return none, nil
}

// carries says whether a publication may be an issue: everybody can read it,
// and it went out as the gazette.
func carries(p publication.Publication, at time.Time) bool {
	return publication.Visible(account.Actor{}, p, publication.Listed, at) && p.Content.Channels.Has(publication.Gazette)
}

// leaves is how many pages a PDF has; 0 where they cannot be counted.
func (o *Office) leaves(ctx context.Context, a publication.Attachment) (int, error) {
	var v upload.Verdict
	err := o.openFile(ctx, a, func(f gate.File) error {
		var err error
		v, err = upload.Inspect(f.Name, f.R, f.Size, upload.Limits{})
		return err
	})
	if upload.Refused(err) {
		return 0, nil
	}
	return v.Pages, err
}

// SetGazetteYear says how many issues a year has and how that is known. Errors:
// [ErrNoEditor], [agency.ErrClosed], [publication.ErrGate], those of [gazette.SetYear].
func (o *Office) SetGazetteYear(ctx context.Context, by account.Actor, year, issues int, source string) (gazette.Volume, error) {
	at := o.Now()
	editor, err := o.ready(ctx)
	if err != nil {
		return gazette.Volume{}, err
	}
	var v gazette.Volume
	err = o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		if err := edits(ctx, tx, editor); err != nil {
			return err
		}
		old, err := tx.GazetteYear(ctx, year)
		if errors.Is(err, store.ErrNotFound) {
			old, err = gazette.Volume{Year: year}, nil
		}
		if err != nil {
			return err
		}
		old.Agency = editor
		known, err := tx.Issues(ctx, year)
		if err != nil {
			return err
		}
		var e journal.Entry
		if v, e, err = gazette.SetYear(old, issues, source, known, by.Login, at); err != nil {
			return err
		}
		if err := o.lets(ctx, tx.Reader, editor, spoken{"全年期数的依据", v.Source}); err != nil {
			return err
		}
		return tx.SaveGazetteYear(ctx, v, e)
	})
	v.Stamp++
	return v, err
}

// edits refuses acts of an agency that there is not, or no longer.
func edits(ctx context.Context, tx *store.Tx, editor agency.Code) error {
	err := open(ctx, tx, editor, tx.At)
	if errors.Is(err, store.ErrNotFound) {
		err = ErrNoEditor
	}
	return err
}

// ready is who edits the gazette, with the gate's secret there before an act.
func (o *Office) ready(ctx context.Context) (agency.Code, error) {
	if _, err := o.secret(ctx); err != nil {
		return "", err
	}
	return o.GazetteEditor(ctx)
}

// onIssue is the shape of every act on one issue: read it and the others of its
// year, act, save. One that is not there is handed to the act without a state.
// stamp is the one the person saw; 0 to take it as it is now.
func (o *Office) onIssue(ctx context.Context, by account.Actor, year, no int, stamp int64,
	act func(tx *store.Tx, i gazette.Issue, others []gazette.Issue) (gazette.Issue, journal.Entry, error)) (gazette.Issue, error) {
	editor, err := o.ready(ctx)
	if err != nil {
		return gazette.Issue{}, err
	}
	var i gazette.Issue
	err = o.Store.Act(ctx, by, o.Now(), func(tx *store.Tx) error {
		if err := edits(ctx, tx, editor); err != nil {
			return err
		}
		known, err := tx.Issues(ctx, year)
		if err != nil {
			return err
		}
		old := gazette.Issue{Year: year, No: no, Print: gazette.Print{Through: no, DatedOn: calendar.NoDay}}
		if slices.ContainsFunc(known, func(k gazette.Issue) bool { return k.No == no }) {
			if old, err = tx.Issue(ctx, year, no); err != nil {
				return err
			}
		}
		if stamp != 0 && old.Stamp != stamp {
			return store.ErrChanged
		}
		old.Agency = editor
		var e journal.Entry
		if i, e, err = act(tx, old, known); err != nil {
			return err
		}
		if err := o.lets(ctx, tx.Reader, editor, issueWords(i)...); err != nil {
			return err
		}
		if i.State == "" {
			return tx.StrikeIssue(ctx, i, e)
		}
		return tx.SaveIssue(ctx, i, e)
	})
	i.Stamp++
	return i, err
}

// issueWords is what of an issue stands nowhere but in the contents.
func issueWords(i gazette.Issue) []spoken {
	return []spoken{{"缺期原因", i.Reason}, {"目录", gazette.Contents(i.Articles)}}
}

// AddIssue registers an issue. Errors: [ErrNoEditor], [agency.ErrClosed], those of [gazette.Add].
func (o *Office) AddIssue(ctx context.Context, by account.Actor, year, no int, p gazette.Print) (gazette.Issue, error) {
	return o.onIssue(ctx, by, year, no, 0, func(tx *store.Tx, i gazette.Issue, others []gazette.Issue) (gazette.Issue, journal.Entry, error) {
		if i.State != "" {
			return i, journal.Entry{}, gazette.ErrTaken
		}
		i.Print = p
		return gazette.Add(i, others, by.Login, tx.At)
	})
}

// PublishIssue makes an issue readable: the publication of that index number is
// it. Errors: [ErrNoEditor], [store.ErrChanged], [publication.ErrGate], those of
// [gazette.Publish].
func (o *Office) PublishIssue(ctx context.Context, by account.Actor, year, no int, stamp int64, index string, before int, contents string) (gazette.Issue, error) {
	c, err := o.carrier(ctx, index, before, contents)
	if err != nil {
		return gazette.Issue{}, err
	}
	return o.onIssue(ctx, by, year, no, stamp, func(tx *store.Tx, i gazette.Issue, _ []gazette.Issue) (gazette.Issue, journal.Entry, error) {
		return gazette.Publish(i, c, contents, by.Login, tx.At)
	})
}

// MissIssue says why an issue cannot be read here; of one not registered,
// through is the last number of a combined issue or its own. Errors:
// [ErrNoEditor], [store.ErrChanged], [publication.ErrGate], those of
// [gazette.Miss].
func (o *Office) MissIssue(ctx context.Context, by account.Actor, year, no, through int, stamp int64, why string) (gazette.Issue, error) {
	return o.onIssue(ctx, by, year, no, stamp, func(tx *store.Tx, i gazette.Issue, others []gazette.Issue) (gazette.Issue, journal.Entry, error) {
		if i.State == "" {
			i.Through = through
		}
		return gazette.Miss(i, why, others, by.Login, tx.At)
	})
}

// IssueCorrection is an issue as a person says that it should stand.
type IssueCorrection struct {
	gazette.Print
	Reason   string // of a missing issue
	Index    string // of the publication that is a readable one, with
	Before   int
	Contents string
}

// CorrectIssue puts right what stands in an issue. Errors: [ErrNoEditor],
// [store.ErrNotFound], [store.ErrChanged], [publication.ErrGate], those of
// [gazette.Correct].
func (o *Office) CorrectIssue(ctx context.Context, by account.Actor, year, no int, stamp int64, c IssueCorrection, why string) (gazette.Issue, error) {
	change := gazette.Correction{Print: c.Print, Reason: c.Reason, Contents: c.Contents}
	if c.Index != "" {
		var err error
		if change.Carrier, err = o.carrier(ctx, c.Index, c.Before, c.Contents); err != nil {
			return gazette.Issue{}, err
		}
	}
	return o.onIssue(ctx, by, year, no, stamp, func(tx *store.Tx, i gazette.Issue, others []gazette.Issue) (gazette.Issue, journal.Entry, error) {
		if i.State == "" {
			return i, journal.Entry{}, store.ErrNotFound
		}
		return gazette.Correct(i, change, why, others, by.Login, tx.At)
	})
}

// RetractIssue takes an issue back to where it was registered. Errors:
// [store.ErrChanged], those of [gazette.Retract].
func (o *Office) RetractIssue(ctx context.Context, by account.Actor, year, no int, stamp int64, why string) (gazette.Issue, error) {
	return o.onIssue(ctx, by, year, no, stamp, func(tx *store.Tx, i gazette.Issue, _ []gazette.Issue) (gazette.Issue, journal.Entry, error) {
		return gazette.Retract(i, why, by.Login, tx.At)
	})
}

// StrikeIssue removes an issue that never was. Errors: [store.ErrChanged],
// those of [gazette.Strike].
func (o *Office) StrikeIssue(ctx context.Context, by account.Actor, year, no int, stamp int64, why string) error {
	_, err := o.onIssue(ctx, by, year, no, stamp, func(tx *store.Tx, i gazette.Issue, _ []gazette.Issue) (gazette.Issue, journal.Entry, error) {
		e, err := gazette.Strike(i, why, by.Login, tx.At)
		i.State = ""
		return i, e, err
	})
	return err
}

// GazetteYear is a year of the gazette as open data has it.
type GazetteYear struct {
	Year     int            `json:"year"`
	Issues   int            `json:"issues"`
	Source   string         `json:"source"` // "" where nobody said how many there were
	Complete bool           `json:"complete"`
	Here     int            `json:"here"`
	Absent   int            `json:"absent"`
	Wanted   int            `json:"wanted"`
	List     []GazetteIssue `json:"list"`
}

// GazetteIssue is one issue.
type GazetteIssue struct {
	No          int              `json:"no"`
	Through     int              `json:"through"`
	Whole       int              `json:"whole,omitempty"`
	Date        string           `json:"date,omitempty"`
	Pages       int              `json:"pages,omitempty"`
	Standing    gazette.Standing `json:"standing"`
	Reason      string           `json:"reason,omitempty"`
	Publication string           `json:"publication,omitempty"`
	Articles    []GazetteArticle `json:"articles,omitempty"`
}

// GazetteArticle is one article.
type GazetteArticle struct {
	Serial  int    `json:"serial"`
	Section string `json:"section,omitempty"`
	Title   string `json:"title"`
	Number  string `json:"number,omitempty"`
	First   int    `json:"first,omitempty"`
	Last    int    `json:"last,omitempty"`
}

// GazetteData is a year, or with 0 every year, of the gazette as open data has
// it.
func (o *Office) GazetteData(ctx context.Context, year int) ([]GazetteYear, error) {
	shelves, err := o.Shelves(ctx)
	if err != nil {
		return nil, err
	}
	printed, err := o.Store.AllPrinted(ctx, year)
	if err != nil {
		return nil, err
	}
	articles := map[[2]int][]GazetteArticle{}
	for _, p := range printed {
		at := [2]int{p.Year, p.No}
		articles[at] = append(articles[at], GazetteArticle{p.Serial, p.Section, p.Title, p.Number, p.First, p.Last})
	}
	list := []GazetteYear{}
	for _, s := range shelves {
		if year != 0 && s.Year != year {
			continue
		}
		y := GazetteYear{Year: s.Year, Issues: s.Issues, Source: s.Source, Complete: s.Complete(), Here: s.Here, Absent: s.Absent, Wanted: s.Wanted, List: []GazetteIssue{}}
		for _, slot := range s.Slots {
			i := slot.Issue
			g := GazetteIssue{No: i.No, Through: i.Through, Whole: i.Whole, Pages: i.Pages, Standing: slot.Standing, Reason: i.Reason}
			if i.State != "" && i.DatedOn != calendar.NoDay {
				g.Date = i.DatedOn.String()
			}
			if slot.Standing == gazette.Here {
				g.Publication, g.Articles = i.Index, articles[[2]int{i.Year, i.No}]
			}
			y.List = append(y.List, g)
		}
		list = append(list, y)
	}
	return list, nil
}
