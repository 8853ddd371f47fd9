package office

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/report"
	"gongkai/figures/annual"
	"gongkai/figures/check"
	"gongkai/figures/narrative"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
	"gongkai/law/form"
	paper "gongkai/paper/report"
	"gongkai/store"
)

// ErrReportNone says that an agency makes no report of that year.
var ErrReportNone = errors.New("没有这个机关的这一年度报告")

// ReportScope is whose acts an agency's report sums up.
type ReportScope struct {
	Agency agency.Agency
	Name   string // on the last day of the year
	Level  bool   // the city's own
	// In are the agencies whose records count; nil is all.
	In []agency.Code
	// Members are the agencies below it that make a report of their own.
	// Townships and sub-districts are counted in the report of their county.
	Members []agency.Agency
	// Reporting are the members, theirs, and so on: whatever they declare is
	// summed up here.
	Reporting []agency.Agency
	// Rest are the agencies that count here and in no member's report: the
	// agency itself, townships right below it, and what closed before the year
	// ended.
	Rest []agency.Code
	// TookOver says that the business of a body from outside came to it since
	// the year began, with the requests that were open there.
	TookOver bool
}

// Within is whose records a figure counts: what [store.Reader.Records] wants
// for its list.
func (s ReportScope) Within(own bool) []agency.Code {
	if own {
		return []agency.Code{s.Agency.Code}
	}
	return s.In
}

// ReportScope finds out whom a report of the year sums up. Errors:
// [ErrReportNone].
func (o *Office) ReportScope(ctx context.Context, code agency.Code, year int) (ReportScope, error) {
	return reportScope(ctx, o.Store.Reader, code, year)
}

func reportScope(ctx context.Context, r store.Reader, code agency.Code, year int) (ReportScope, error) {
	all, err := r.Agencies(ctx)
	if err != nil {
		return ReportScope{}, err
	}
	i := slices.IndexFunc(all, func(a agency.Agency) bool { return a.Code == code })
	last := calendar.Date(year, time.December, 31)
	if i < 0 || !all[i].Open(last) {
		return ReportScope{}, ErrReportNone
	}
	s := ReportScope{Agency: all[i], Name: all[i].NameOn(last)}
	s.Level = s.Agency.Parent == "" && s.Agency.Kind == agency.Government
	s.Members = reporters(all, code, last)
	s.Reporting = slices.Clone(s.Members)
	for i := 0; i < len(s.Reporting); i++ {
		s.Reporting = append(s.Reporting, reporters(all, s.Reporting[i].Code, last)...)
	}
	counted := below(all, code)
	if s.Level {
		counted = nil
		for _, a := range all {
			counted = append(counted, a.Code)
		}
	} else {
		s.In = counted
	}
	for _, a := range all {
		s.TookOver = s.TookOver || a.ClosedOn >= calendar.Date(year, time.January, 1) && !slices.Contains(counted, a.Code) &&
			slices.ContainsFunc(a.Successors, func(to agency.Code) bool { return slices.Contains(counted, to) })
	}
	elsewhere := map[agency.Code]bool{}
	for _, m := range s.Members {
		for _, c := range below(all, m.Code) {
			elsewhere[c] = true
		}
	}
	for _, c := range counted {
		if !elsewhere[c] {
			s.Rest = append(s.Rest, c)
		}
	}
	return s, nil
}

// reporters are the agencies right below one that report on the year that ends
// on the day.
func reporters(all []agency.Agency, code agency.Code, last calendar.Day) []agency.Agency {
	var list []agency.Agency
	for _, a := range all {
		if a.Parent == code && a.Open(last) && a.Kind != agency.Township {
			list = append(list, a)
		}
	}
	return list
}

// below is the agency with everything that stands under it, closed or not.
func below(all []agency.Agency, code agency.Code) []agency.Code {
	list := []agency.Code{code}
	for i := 0; i < len(list); i++ {
		for _, a := range all {
			if a.Parent == list[i] && !slices.Contains(list, a.Code) {
				list = append(list, a.Code)
			}
		}
	}
	return list
}

// Compiled is a report as it comes out of the record now.
type Compiled struct {
	Scope  ReportScope
	Report report.Report // as it is being made; State "" before it is begun
	Form   *form.Form
	// Edition is what would be signed.
	Edition annual.Edition
	Checked check.Result
	Asks    []Ask
	// Problems are what in the text cannot be printed.
	Problems []narrative.Problem
	// Numbers are the numbers typed into the text, with what they seem to mean.
	Numbers []narrative.Question
	Members []MemberReport
}

// Ask is a finding of the check.
type Ask struct {
	ID       string
	Hard     bool
	Sentence string
	Cells    []form.Cell
	Cell     form.Cell
	Expected string
	Found    string
	Answer   report.Words // to a soft one; zero if none was given
}

// Open says whether signing waits for it.
func (a Ask) Open() bool { return a.Hard || a.Answer.Text == "" }

// MemberReport is where the report of a member stands.
type MemberReport struct {
	Agency agency.Agency
	Report report.Report // zero if it is not begun
	Late   bool
	// Changed says that the signed summary holds another edition of it.
	Changed bool
}

// Missing says that the level above cannot close without it.
func (m MemberReport) Missing() bool {
	return m.Report.State != report.Accepted && m.Report.State != report.Published
}

// Obstacles are the sentences that say why it cannot be signed now; empty when
// it can.
func (c Compiled) Obstacles() []string {
	var list []string
	for _, a := range c.Asks {
		if a.Open() {
			list = append(list, a.Sentence)
		}
	}
	for _, p := range c.Problems {
		list = append(list, p.Text)
	}
	var missing []string
	for _, m := range c.Members {
		if m.Missing() {
			missing = append(missing, m.Agency.ShortName()+"（"+m.Report.State.Name()+"）")
		}
	}
	if len(missing) > 0 {
		list = append(list, fmt.Sprintf("还有%d个机关的年度报告没有接收：%s", len(missing), strings.Join(missing, "、")))
	}
	return list
}

// CompileOptions say how to compile.
type CompileOptions struct {
	Form string // "" for the report's own, or the year's
	// Recount counts the records anew instead of trusting tallies.
	Recount bool
	// Figures leaves out text, charts, checks and members.
	Figures bool
}

// CompileReport makes the report of an agency out of the record as it stands at
// this instant. It changes nothing. Errors: [ErrReportNone], [report.ErrForm].
func (o *Office) CompileReport(ctx context.Context, code agency.Code, year int, opt CompileOptions) (Compiled, error) {
	var c Compiled
	if _, err := o.secret(ctx); err != nil { // the gate's, which a look cannot write
		return c, err
	}
	err := o.Store.Look(ctx, func(r store.Reader) (err error) {
		c, err = o.compile(ctx, r, code, year, opt)
		return err
	})
	return c, err
}

func (o *Office) compile(ctx context.Context, r store.Reader, code agency.Code, year int, opt CompileOptions) (Compiled, error) {
	c := Compiled{}
	var err error
	if c.Scope, err = reportScope(ctx, r, code, year); err != nil {
		return c, err
	}
	c.Report, err = r.Report(ctx, code, year)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return c, err
	}
	if c.Form, err = reportForm(opt.Form, c.Report, year); err != nil {
		return c, err
	}
	members := map[agency.Code]report.Report{}
	if len(c.Scope.Members) > 0 {
		list, err := r.ReportsOfYear(ctx, year)
		if err != nil {
			return c, err
		}
		for _, m := range list {
			members[m.Agency] = m
		}
	}
	counts, err := o.counts(ctx, r, c.Scope, year, opt.Recount)
	if err != nil {
		return c, err
	}
	stated, err := o.declared(ctx, r, c, members)
	if err != nil {
		return c, err
	}
	figures := annual.Compile(c.Form, counts, stated)
	e := annual.Edition{
		Agency: string(code), Name: c.Scope.Name, Year: year, Title: annual.Title(c.Scope.Name, year), Form: c.Form.Code,
		Office: officeOf(c.Scope), Figures: figures,
	}
	if e.Journal, err = r.JournalEnd(ctx); err != nil {
		return c, err
	}
	if opt.Figures {
		c.Edition = e
		return c, nil
	}
	for _, a := range c.Scope.Members {
		m := MemberReport{Agency: a, Report: members[a.Code]}
		m.Late = m.Report.Late(o.Today())
		if m.Report.State == "" {
			m.Late = o.Today() > report.Due(year, false)
		}
		member := annual.Member{Agency: string(a.Code), Name: a.NameOn(calendar.Date(year, time.December, 31)), State: string(m.Report.State)}
		if s, ok := m.Report.Signature(); ok {
			member.Hash = s.Hash
		}
		if s, ok := c.Report.Signature(); ok {
			m.Changed = s.Members[a.Code] != member.Hash
		}
		c.Members = append(c.Members, m)
		e.Members = append(e.Members, member)
	}
	if err := o.judge(ctx, r, &c, e, members); err != nil {
		return c, err
	}
	if err := o.tell(ctx, r, &c, &e); err != nil {
		return c, err
	}
	for _, f := range c.Report.Files {
		e.Attachments = append(e.Attachments, annual.Attachment{Name: f.Name, Type: f.Type, Size: f.Size, SHA256: f.SHA256})
	}
	for _, a := range c.Asks {
		if a.Hard || a.Answer.Text == "" {
			continue
		}
		by, err := nameOf(ctx, r, a.Answer.By)
		if err != nil {
			return c, err
		}
		e.Explained = append(e.Explained, annual.Explained{ID: a.ID, Sentence: a.Sentence, Words: a.Answer.Text, By: by})
	}
	c.Edition = e
	if c.Report.State != "" { // why something may stand is no part of what is published
		asks, err := o.gateAsks(ctx, r, c.Report, e)
		if err != nil {
			return c, err
		}
		c.Asks = append(c.Asks, asks...)
	}
	return c, nil
}

func reportForm(code string, r report.Report, year int) (*form.Form, error) {
	f := form.Of(year)
	switch {
	case code != "":
		f = form.ByCode(code)
	case r.Form != "":
		f = form.ByCode(r.Form)
	}
	if f == nil {
		return nil, report.ErrForm
	}
	return f, nil
}

func officeOf(s ReportScope) string {
	if s.Agency.Card.Office != "" && strings.HasPrefix(s.Agency.Card.Office, annual.Place(s.Name)) {
		return s.Agency.Card.Office
	}
	return s.Name
}

// counter counts, beside the facts, what is no sum of records: how many
// agencies are to report, and the median of the days until a reply.
type counter struct {
	*store.Facts
	members int64
	replies store.Histogram // in working days
}

func (c counter) Count(s form.Source) (printed.Number, bool) {
	switch s.Fact {
	case annual.Members:
		return printed.Whole(c.members), true
	case annual.Median:
		return c.replies.Median()
	}
	return c.Facts.Count(s)
}

func (o *Office) counts(ctx context.Context, r store.Reader, s ReportScope, year int, recount bool) (annual.Counts, error) {
	read, replied := r.Facts, r.ReplyDays
	if recount {
		read, replied = r.Recount, r.RecountReplyDays
	}
	all, err := read(ctx, year, s.In)
	if err != nil {
		return annual.Counts{}, err
	}
	replies, err := replied(ctx, year, s.In)
	if err != nil {
		return annual.Counts{}, err
	}
	counts := annual.Counts{All: counter{all, int64(len(s.Members)), replies.Working}}
	if len(s.In) != 1 {
		own, err := read(ctx, year, s.Within(true))
		if err != nil {
			return annual.Counts{}, err
		}
		counts.Own = counter{own, 0, nil}
	}
	return counts, nil
}

// nameOf is who signs with a login, as people know them: what is printed and
// published names persons, not their keys.
func nameOf(ctx context.Context, r store.Reader, login account.Login) (string, error) {
	for _, a := range []account.Actor{account.Console, account.Clock} {
		if a.Login == login {
			return a.Name, nil
		}
	}
	a, err := r.Account(ctx, login)
	if errors.Is(err, store.ErrNotFound) {
		return string(login), nil
	}
	return a.Name, err
}

// declared is what the agency and those it sums up declared for each figure.
func (o *Office) declared(ctx context.Context, r store.Reader, c Compiled, members map[agency.Code]report.Report) (annual.Declared, error) {
	d := annual.Declared{}
	names := map[account.Login]string{}
	add := func(of report.Report, whose string) error {
		if of.Form != c.Form.Code {
			return nil // cells of another form are other cells; see [Office.judge]
		}
		for name, s := range of.Declared {
			cell, err := printed.Read(s.Text)
			if err != nil || cell.Kind != printed.Figure {
				continue
			}
			if _, known := names[s.By]; !known {
				if names[s.By], err = nameOf(ctx, r, s.By); err != nil {
					return err
				}
			}
			sum := d[name]
			sum.Value += cell.Value
			sum.At = max(sum.At, s.At.UTC().Format(time.RFC3339))
			sum.By = joined(sum.By, whose+names[s.By], 3)
			sum.Basis = joined(sum.Basis, s.Basis, 3)
			d[name] = sum
		}
		return nil
	}
	if err := add(c.Report, ""); err != nil {
		return nil, err
	}
	for _, a := range c.Scope.Reporting {
		if err := add(members[a.Code], a.ShortName()+" "); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// joined adds a word to a list of at most so many.
func joined(list, word string, most int) string {
	words := strings.Split(list, "、")
	switch {
	case list == "":
		return word
	case slices.Contains(words, word):
		return list
	case len(words) == most:
		return list + "等"
	case len(words) > most || strings.HasSuffix(list, "等"):
		return list
	}
	return list + "、" + word
}

// carriedOver begins the ids of what is found when the requests carried in are
// not those that last year carried out.
const carriedOver = "X1"

// judge holds the table against the identities of its form, last year's table
// and those of the members.
func (o *Office) judge(ctx context.Context, r store.Reader, c *Compiled, e annual.Edition, members map[agency.Code]report.Report) error {
	table := annual.Table(c.Form, e.Year, e.Name, e.Figures)
	beside := check.Beside{Power: check.PowerOf(e.Name)}
	last, err := r.Report(ctx, c.Scope.Agency.Code, e.Year-1)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if s, ok := last.PublicSignature(); ok {
		old, err := o.ReadEdition(ctx, s.Hash)
		if err != nil {
			return err
		}
		if f := form.ByCode(old.Form); f == c.Form {
			beside.LastYear = annual.Table(f, old.Year, old.Name, old.Figures)
		}
	}
	if beside.Members, err = o.memberTables(ctx, r, c, e.Year, members); err != nil {
		return err
	}
	c.Checked = check.Check(table, beside)
	for _, f := range c.Checked.Findings {
		hard := f.Level == form.Hard
		if strings.HasPrefix(f.ID, carriedOver) && (c.Scope.TookOver || len(last.ErrataOf(last.Public)) > 0) {
			hard = false // what the note of the identity excepts, and wants explained
		}
		c.Asks = append(c.Asks, Ask{ID: f.ID, Hard: hard, Sentence: f.Sentence, Cells: f.Cells, Cell: f.Cell,
			Expected: f.Expected, Found: f.Found, Answer: c.Report.Explained[f.ID]})
	}
	if len(c.Checked.Missing) > 0 || c.Checked.Unknown > 0 {
		var blank []string
		for _, fig := range e.Figures {
			if cell, ok := c.Form.Cell(fig.Name); ok && fig.Text == "" {
				blank = append(blank, c.Form.Label(cell))
			}
		}
		if len(blank) > 0 {
			c.Asks = append(c.Asks, Ask{ID: "blank", Hard: true, Sentence: fmt.Sprintf("还有%d项没有数字，应由机关补报：%s", len(blank), strings.Join(blank[:min(len(blank), 8)], "、"))})
		}
	}
	for _, a := range c.Scope.Reporting {
		if m := members[a.Code]; m.Form != c.Form.Code && len(m.Declared) > 0 {
			id := "form:" + string(a.Code)
			c.Asks = append(c.Asks, Ask{ID: id, Answer: c.Report.Explained[id],
				Sentence: fmt.Sprintf("%s的统计表用的是%s年格式，它补报的%d项数字没有汇总到本表", a.ShortName(), m.Form, len(m.Declared))})
		}
	}
	slices.SortStableFunc(c.Asks, func(a, b Ask) int {
		rank := func(a Ask) int {
			if a.Hard {
				return 0
			}
			return 1
		}
		return cmp.Compare(rank(a), rank(b))
	})
	return nil
}

// memberTables are the signed tables of all members, with what counts in none
// of them as one more; nil while one is not signed, for then there is no sum to hold
// against.
func (o *Office) memberTables(ctx context.Context, r store.Reader, c *Compiled, year int, members map[agency.Code]report.Report) ([]*check.Table, error) {
	if len(c.Scope.Members) == 0 {
		return nil, nil
	}
	var tables []*check.Table
	for _, a := range c.Scope.Members {
		s, ok := members[a.Code].Signature()
		if !ok {
			return nil, nil
		}
		e, err := o.ReadEdition(ctx, s.Hash)
		if err != nil {
			return nil, err
		}
		f := form.ByCode(e.Form)
		if f != c.Form {
			return nil, nil
		}
		tables = append(tables, annual.Table(f, e.Year, e.Name, e.Figures))
	}
	counts, err := o.counts(ctx, r, ReportScope{Agency: c.Scope.Agency, In: c.Scope.Rest}, year, false)
	if err != nil {
		return nil, err
	}
	stated, err := o.declared(ctx, r, Compiled{Report: c.Report, Form: c.Form}, nil)
	if err != nil {
		return nil, err
	}
	own := annual.Compile(c.Form, counts, stated)
	return append(tables, annual.Table(c.Form, year, c.Scope.Name, own)), nil
}

// peers are the members, and the level itself, with their counts: for charts
// that set them side by side.
func (o *Office) peers(ctx context.Context, r store.Reader, s ReportScope, year int) ([]annual.Peer, error) {
	if len(s.Members) == 0 {
		return nil, nil
	}
	replies, err := r.ReplyDaysByAgency(ctx, year)
	if err != nil {
		return nil, err
	}
	all, err := r.Agencies(ctx)
	if err != nil {
		return nil, err
	}
	var list []annual.Peer
	for _, a := range append(slices.Clone(s.Members), s.Agency) {
		in := []agency.Code{a.Code}
		if a.Code != s.Agency.Code {
			in = below(all, a.Code)
		}
		f, err := r.Facts(ctx, year, in)
		if err != nil {
			return nil, err
		}
		days := store.Histogram{}
		for _, code := range in {
			for n, many := range replies[code].Working {
				days[n] += many
			}
		}
		list = append(list, annual.Peer{Code: a.Code, Name: a.ShortName(), Kind: a.Kind, Counts: counter{f, 0, days}})
	}
	return list, nil
}

// tell puts text, charts and tables together.
func (o *Office) tell(ctx context.Context, r store.Reader, c *Compiled, e *annual.Edition) error {
	parts := c.Report.Parts
	if c.Report.State == "" { // not begun: as its first draft would be
		parts = drafted(c.Form, e.Year, e.Figures, nil)
	}
	headings := make([]string, len(parts))
	for i, p := range parts {
		headings[i] = p.Heading
	}
	city, err := o.City(ctx)
	if err != nil {
		return err
	}
	e.Preamble = annual.Preamble(c.Form, c.Scope.Agency, c.Scope.Name, e.Year, headings, c.Scope.Level, city.Site)
	peers, err := o.peers(ctx, r, c.Scope, e.Year)
	if err != nil {
		return err
	}
	charts, in := annual.Charts(c.Form, headings, e.Figures, peers)
	e.Charts = charts
	known := narrative.Known{Figures: e.Figures}
	for _, chart := range charts {
		known.Charts = append(known.Charts, chart.Number)
	}
	for _, t := range c.Form.Tables {
		known.Tables = append(known.Tables, t.Code)
	}
	var read []narrative.Parsed
	for _, p := range parts {
		parsed, problems := narrative.Parse(narrative.PartText{Heading: p.Heading, Text: p.Text}, known)
		read = append(read, parsed)
		c.Problems = append(c.Problems, problems...)
	}
	var problems []narrative.Problem
	e.Parts, problems = narrative.Resolve(read, e.Figure)
	c.Problems = append(c.Problems, problems...)
	e.Place(c.Form, in)
	for i, p := range e.Parts {
		if len(p.Paragraphs)+len(p.Tables) == 0 {
			c.Asks = append(c.Asks, Ask{ID: "part:" + strconv.Itoa(i+1), Hard: true, Sentence: "“" + p.Heading + "”还没有文字"})
		}
	}
	c.Numbers = narrative.Check(typedParts(parts), e.Figures)
	for _, q := range c.Numbers {
		if q.Verdict == narrative.Differs {
			id := "text:" + q.Figure + ":" + q.Number
			c.Asks = append(c.Asks, Ask{ID: id, Sentence: q.Sentence, Found: q.Number, Expected: q.Value, Answer: c.Report.Explained[id]})
		}
	}
	return nil
}

// ReadEdition is a signed edition by its hash. Errors: [store.ErrNotFound], or
// what says that the bytes are not those that were signed.
func (o *Office) ReadEdition(ctx context.Context, hash string) (annual.Edition, error) {
	var e annual.Edition
	b, err := o.EditionBytes(ctx, hash)
	if err == nil {
		e, err = paper.Parse(b)
	}
	if err != nil {
		return e, fmt.Errorf("edition %s: %w", hash, err)
	}
	return e, nil
}
