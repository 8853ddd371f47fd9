package desk

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/paper/sheet"
	"gongkai/paper/upload"
	"gongkai/store"
	"gongkai/web/page"
)

// requestFiguresPage is the figures of the requests filed in a year, of an
// agency or of the city, as the report of 2017 has them: each number leads to
// its list, or is the sum of those below it. Nothing on it is typed in by
// anybody; one reading of the tally gives all numbers of requests, so they add
// up.
type requestFiguresPage struct {
	Form     *page.Form
	Years    []page.Choice
	Agencies []page.Choice // beside which the whole city has the value ""
	Year     int
	Whose    string // the agency's name; 全市
	// Blended is requests, inquiries and complaints together, as they were
	// counted until the kinds were told apart.
	Blended int64
	Rates   []page.Row
	Tables  []countTable
	// Fees is up to feesShown lines of the ledger.
	Fees    [][]page.Cell
	Ledger  string // what the ledger says in one sentence
	CSV     string // address
	Remarks []string
}

// countTable is one table of figures: the same rows for every column.
type countTable struct {
	Caption, Head string
	Columns       []string
	Rows          []countRow
}

// countRow is one line. Code is its cell in the statutory form; "" if none.
type countRow struct {
	Name, Code string
	Under      bool // part of the line above
	Cells      []countCell
}

// countCell is a number with the list behind it; Text where it is a rate.
type countCell struct {
	N    int64
	Href string
	Text string
}

const feesShown = 200

// figures reads what the page says. Whoever sees the whole city's figures may
// look at any agency's; others at those whose requests they see.
func (d *Desk) requestFiguresOf(ctx context.Context, o *Official, form *page.Form) (requestFiguresPage, error) {
	p := requestFiguresPage{Form: form, Whose: page.T(ctx, "全市")}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return p, err
	}
	city := isCity(o) || o.May(string(account.LookCity)) || o.May(string(account.LookEvidence))
	codes := o.Where(account.LookRequests)
	in := agency.Code(form.Get("agency"))
	switch {
	case city:
		p.Agencies = []page.Choice{{Text: p.Whose}}
		for _, a := range agencies.inOrder() {
			p.Agencies = append(p.Agencies, page.Choice{Value: string(a.Code), Text: agencies.of(a.Code)})
		}
	case in == "" && len(codes) > 0:
		in = codes[0]
		fallthrough
	default:
		if !slices.Contains(codes, in) {
			return p, page.ErrNotFound
		}
		if len(codes) > 1 {
			p.Agencies = agencies.choicesOf(codes)
		}
	}
	if in != "" {
		a, ok := agencies[in]
		if !ok {
			return p, page.ErrNotFound
		}
		p.Whose = fullName(ctx, a.Agency)
	}
	form.Set("agency", string(in))

	t, err := d.Office.Store.TallyRequests(ctx, in)
	if err != nil {
		return p, err
	}
	today, years := d.Office.Today(), t.Years()
	p.Year = today.Year()
	if len(years) > 0 && !slices.Contains(years, p.Year) {
		p.Year = years[0] // a record that ends before this year is read as of its last one
	}
	if s := form.Get("year"); s != "" {
		if p.Year, err = strconv.Atoi(s); err != nil || p.Year < 2008 || p.Year > today.Year() {
			return p, page.ErrNotFound
		}
	}
	if !slices.Contains(years, p.Year) {
		years = append(years, p.Year)
		slices.Sort(years)
		slices.Reverse(years)
	}
	form.Set("year", strconv.Itoa(p.Year))
	for _, y := range years {
		p.Years = append(p.Years, page.Choice{Value: strconv.Itoa(y), Text: strconv.Itoa(y)})
	}
	p.CSV = "/desk/requests/figures.csv?" + url.Values{"year": {strconv.Itoa(p.Year)}, "agency": {string(in)}}.Encode()

	// The lists are for those who see cases, and of the same agency.
	c := counting{ctx: ctx, tally: t, whole: store.RequestSelection{Agency: in, Year: p.Year}, listed: isCity(o) || in != "" && o.MayIn(account.LookRequests, in)}
	p.ofRequests(&c)
	if c.err != nil {
		return p, c.err
	}
	if err := d.ofFees(ctx, &p, in, c.listed, agencies); err != nil {
		return p, err
	}
	return p, d.ofRemedies(ctx, &p, o, in, city)
}

// counting counts parts of one selection, column by column.
type counting struct {
	ctx    context.Context
	tally  store.RequestTally
	whole  store.RequestSelection
	listed bool
	kinds  []request.Kind // the columns; before them stands the sum
	err    error
}

func (c *counting) n(s store.RequestSelection) int64 {
	n, ok := c.tally.Count(s)
	if !ok && c.err == nil {
		c.err = fmt.Errorf("figures of requests: no tally counts %+v", s)
	}
	return n
}

// row counts a part of the whole in every column.
func (c *counting) row(name string, narrow func(*store.RequestSelection)) countRow {
	r := countRow{Name: name}
	for _, k := range append([]request.Kind{""}, c.kinds...) {
		s := c.whole
		narrow(&s)
		if s.Kind == "" {
			s.Kind = k
		}
		cell := countCell{N: c.n(s)}
		if c.listed && cell.N > 0 {
			cell.Href = requestListHref(s)
		}
		r.Cells = append(r.Cells, cell)
	}
	return r
}

// total is a line above its parts. Where one part alone makes it up, it leads
// where that leads.
func total(name string, parts []countRow) countRow {
	r := countRow{Name: name}
	for _, p := range parts {
		if r.Cells == nil {
			r.Cells = make([]countCell, len(p.Cells))
		}
		for i, cell := range p.Cells {
			switch {
			case cell.N == 0:
			case r.Cells[i].N == 0:
				r.Cells[i].Href = cell.Href
			default:
				r.Cells[i].Href = ""
			}
			r.Cells[i].N += cell.N
		}
	}
	return r
}

// under makes lines parts of the one above.
func under(rows []countRow) []countRow {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].Under = true
	}
	return rows
}

// n is the sum over the kinds.
func (r countRow) n() int64 { return r.Cells[0].N }

// requestListHref is the list of a selection, in the words of the list's own
// filter.
func requestListHref(s store.RequestSelection) string {
	q := url.Values{}
	for _, f := range []struct{ name, value string }{
		{"agency", string(s.Agency)}, {"kind", string(s.Kind)}, {"channel", string(s.Channel)}, {"applicant_kind", string(s.ApplicantKind)},
		{"state", string(s.State)}, {"outcome", s.Outcome},
	} {
		if f.value != "" {
			q.Set(f.name, f.value)
		}
	}
	if s.Year != 0 {
		q.Set("year", strconv.Itoa(s.Year))
	}
	for name, flag := range map[string]*bool{"late": s.Late, "extended": s.Extended} {
		if flag != nil {
			q.Set(name, strconv.FormatBool(*flag))
		}
	}
	return "/desk/requests?" + q.Encode()
}

// reported is how the report of 2017 put the channels together.
var reported = []struct {
	Name     string
	Channels []regulation.Channel
}{
	{"网上申请", []regulation.Channel{regulation.Online}},
	{"当面申请", []regulation.Channel{regulation.Counter}},
	{"信函申请", []regulation.Channel{regulation.SignedPost, regulation.PlainPost}},
	{"传真等其他形式申请", []regulation.Channel{regulation.Fax, regulation.Email}},
}

// ofRequests is the tables of requests, and the rates.
func (p *requestFiguresPage) ofRequests(c *counting) {
	yes, no := true, false
	columns := []string{"合计"}
	for _, k := range request.Kinds {
		s := c.whole
		s.Kind = k.Kind
		if n := c.n(s); n > 0 || k.Kind == request.Statutory {
			c.kinds, columns = append(c.kinds, k.Kind), append(columns, k.Name)
			switch k.Kind {
			case request.Statutory, request.Consultation, request.Complaint:
				p.Blended += n
			}
		}
	}
	all := c.row("合计", func(*store.RequestSelection) {})

	received := countTable{Caption: "收到的申请", Head: "渠道", Columns: columns}
	for _, group := range reported {
		var parts []countRow
		for _, ch := range group.Channels {
			parts = append(parts, c.row(ch.Name(), func(s *store.RequestSelection) { s.Channel = ch }))
		}
		received.Rows = append(received.Rows, total(group.Name, parts))
		if len(parts) > 1 {
			received.Rows = append(received.Rows, under(parts)...)
		}
	}
	received.Rows = append(received.Rows, all)

	closed := c.row("办结", func(s *store.RequestSelection) { s.State = request.Closed })
	inTime := c.row("按期办结", func(s *store.RequestSelection) { s.State, s.Late, s.Extended = request.Closed, &no, &no })
	extended := c.row("延期办结", func(s *store.RequestSelection) { s.State, s.Late, s.Extended = request.Closed, &no, &yes })
	late := c.row("逾期办结", func(s *store.RequestSelection) { s.State, s.Late = request.Closed, &yes })
	times := countTable{Caption: "办理时限", Head: "情况", Columns: columns, Rows: []countRow{inTime, extended, late}}
	var open []countRow
	for _, state := range request.States {
		if state.State == request.Closed {
			continue
		}
		if r := c.row(state.Name, func(s *store.RequestSelection) { s.State = state.State }); r.n() > 0 {
			open = append(open, r)
		}
	}
	if len(open) > 0 {
		times.Rows = append(append(times.Rows, total("尚未办结", open)), under(open)...)
	}
	times.Rows = append(times.Rows, all)

	p.Tables = append(p.Tables, received, times)
	var told, withdrawn int64
	for _, e := range regulation.Editions() {
		t := countTable{Caption: page.Tf(c.ctx, "办理结果（%s）", page.T(c.ctx, e.Name)), Head: "结果", Columns: columns}
		some := false
		for _, o := range e.Ends() {
			r := c.row(o.Name, func(s *store.RequestSelection) { s.Outcome = o.Code })
			r.Code = o.Cell
			if o.Cell == "" && r.n() == 0 {
				continue // the form has no line for it
			}
			some = some || r.n() > 0
			told += r.n()
			if o.Code == e.Withdrawn() {
				withdrawn += r.n()
			}
			t.Rows = append(t.Rows, r)
		}
		if !some {
			continue
		}
		sum := total("合计", t.Rows)
		if sum.n() == closed.n() {
			sum.Cells = closed.Cells // the same cases, and their list
		}
		t.Rows = append(t.Rows, sum)
		p.Tables = append(p.Tables, t)
	}
	if n := closed.n() - told; n != 0 {
		p.Remarks = append(p.Remarks, page.Tf(c.ctx, "另有 %s 件办结而没有记载办理结果。", page.Number(n)))
	}

	applicants := countTable{Caption: "申请人", Head: "类型", Columns: columns}
	for _, k := range request.ApplicantKinds {
		applicants.Rows = append(applicants.Rows, c.row(k.Name, func(s *store.RequestSelection) { s.ApplicantKind = k.Kind }))
	}
	applicants.Rows = append(applicants.Rows, all)
	p.Tables = append(p.Tables, applicants)

	answered := closed.n() - withdrawn
	p.Rates = []page.Row{
		{Key: "办结率", Value: rate(c.ctx, closed.n(), all.n())},
		{Key: "答复率", Value: rate(c.ctx, answered, all.n()-withdrawn)},
		{Key: "按期办结率", Value: rate(c.ctx, inTime.n()+extended.n(), closed.n())},
	}
}

// rate is a share with what it is reckoned from, so that it can be checked:
// 99.9%（69,123 ÷ 69,152）.
func rate(ctx context.Context, part, of int64) string {
	if of == 0 {
		return page.T(ctx, "没有可以计算的")
	}
	// Rounded down unless whole: 99.96 per cent are not all.
	n := part * 1000 / of
	return perMille(n) + page.Tf(ctx, "（%s）", page.Number(part)+" ÷ "+page.Number(of))
}

// ofFees is the ledger of the year.
func (d *Desk) ofFees(ctx context.Context, p *requestFiguresPage, in agency.Code, listed bool, agencies names) error {
	from, to := calendar.Date(p.Year, 1, 1), calendar.Date(p.Year, 12, 31)
	sums, err := d.Office.Store.FeeSums(ctx, in, from, to)
	if err != nil {
		return err
	}
	t := countTable{Caption: "收费和减免（台账）", Head: "事项", Columns: []string{"笔数", "金额（元）"}}
	lines := int64(0)
	for _, k := range []request.LineKind{request.Demanded, request.Paid, request.Waived, request.Refunded} {
		s := sums[k]
		lines += s.Lines
		t.Rows = append(t.Rows, countRow{Name: k.Name(), Cells: []countCell{{N: s.Lines}, {N: s.Yuan}}})
	}
	held := sums[request.Paid].Yuan - sums[request.Refunded].Yuan
	t.Rows = append(t.Rows, countRow{Name: "收取的费用（已收减去退还）", Cells: []countCell{{N: sums[request.Paid].Lines + sums[request.Refunded].Lines}, {N: held}}})
	p.Tables = append(p.Tables, t)
	switch {
	case lines == 0:
		p.Ledger = page.Tf(ctx, "%d 年的收费台账没有一笔记录：没有通知缴费，没有收取费用。", p.Year)
	default:
		p.Ledger = page.Tf(ctx, "%d 年的收费台账有 %s 笔，收取 %s 元。", p.Year, page.Number(lines), page.Number(held))
	}
	if !listed {
		return nil
	}
	entries, err := d.Office.Store.FeeEntries(ctx, in, from, to, feesShown)
	for _, e := range entries {
		p.Fees = append(p.Fees, []page.Cell{{Text: e.Request.Number(), Href: requestHref(e.Request)}, {Text: agencies.of(e.Agency)}, {Text: day(ctx, e.On)},
			{Text: page.T(ctx, e.Kind.Name())}, {Text: page.Number(int64(e.Yuan))}, {Text: page.T(ctx, e.Note)}})
	}
	return err
}

// ofRemedies is how what was contested in the year ended. Who sees remedies has
// the lists behind the numbers; who sees only figures, the numbers; who sees
// neither, nothing.
func (d *Desk) ofRemedies(ctx context.Context, p *requestFiguresPage, o *Official, in agency.Code, city bool) error {
	seat, listed := remedy.Seat{All: city}, isCity(o)
	if !city {
		if listed = o.MayIn(account.LookRemedies, in); !listed {
			return nil
		}
		seat = remedy.Seat{Agencies: []agency.Code{in}}
	}
	s := store.RemedySelection{Seat: seat, Agency: in, Year: p.Year}
	line := func(name string, s store.RemedySelection, outcomes ...remedy.Outcome) (countRow, store.RemedyFigure, error) {
		r := countRow{Name: name}
		figures, err := d.Office.Store.RemedyFigures(ctx, s, store.RemedyByKind)
		var f store.RemedyFigure
		if len(figures) > 0 {
			f = figures[0]
		}
		cell := func(n int64, outcome string) {
			c := countCell{N: n}
			if listed && n > 0 {
				q := url.Values{"kind": {string(s.Kind)}, "year": {strconv.Itoa(s.Year)}}
				for name, value := range map[string]string{"agency": string(s.Agency), "route": s.Route, "outcome": outcome} {
					if value != "" {
						q.Set(name, value)
					}
				}
				c.Href = "/desk/remedies?" + q.Encode()
			}
			r.Cells = append(r.Cells, c)
		}
		cell(f.N(), "")
		for _, out := range outcomes {
			cell(f.Of[out], string(out))
		}
		cell(f.Pending(), "pending")
		return r, f, err
	}
	t := countTable{Caption: "行政复议和行政诉讼", Head: "种类", Columns: []string{"总计", "结果维持", "结果纠正", "其他结果", "尚未审结", "纠正率"}}
	for _, row := range []struct {
		name  string
		kind  remedy.Kind
		route remedy.Route
		rate  string
	}{
		{"行政复议", remedy.Reconsideration, "", "行政复议纠正率"}, {"行政诉讼", remedy.Suit, "", "行政诉讼纠正率"},
		{remedy.Direct.Name(), remedy.Suit, remedy.Direct, ""}, {remedy.Further.Name(), remedy.Suit, remedy.Further, ""},
	} {
		s.Kind, s.Route = row.kind, string(row.route)
		r, f, err := line(row.name, s, remedy.Upheld, remedy.Corrected, remedy.Other)
		if err != nil {
			return err
		}
		r.Under = row.route != ""
		r.Cells = append(r.Cells, countCell{Text: shareCorrected(f)})
		t.Rows = append(t.Rows, r)
		if row.rate != "" {
			p.Rates = append(p.Rates, page.Row{Key: row.rate, Value: rateRounded(ctx, f)})
		}
	}
	p.Tables = append(p.Tables, t)
	if !city {
		// A complaint is not shown to the agency complained of.
		p.Remarks = append(p.Remarks, page.T(ctx, "对本机关的投诉举报由上级机关办理，不在这里列出。"))
		return nil
	}
	complaints := countTable{Caption: "投诉举报", Head: "结果", Columns: []string{"件数"}}
	var outcomes []remedy.Outcome
	for _, row := range remedy.Outcomes {
		if row.Kind == remedy.Complaint {
			outcomes = append(outcomes, row.Outcome)
		}
	}
	s.Kind, s.Route = remedy.Complaint, ""
	r, _, err := line("", s, outcomes...)
	if err != nil {
		return err
	}
	for i, out := range outcomes {
		complaints.Rows = append(complaints.Rows, countRow{Name: out.Name(), Cells: r.Cells[i+1 : i+2]})
	}
	n := len(outcomes)
	complaints.Rows = append(complaints.Rows, countRow{Name: "尚未办结", Cells: r.Cells[n+1 : n+2]}, countRow{Name: "合计", Cells: r.Cells[:1]})
	p.Tables = append(p.Tables, complaints)
	return nil
}

// shareCorrected is the corrected rate in a table; "—" of nothing.
func shareCorrected(f store.RemedyFigure) string {
	if f.N() == 0 {
		return "—"
	}
	return perMille(f.Corrected())
}

// rateRounded is the corrected rate as [store.RemedyFigure] reckons it.
func rateRounded(ctx context.Context, f store.RemedyFigure) string {
	if f.N() == 0 {
		return page.T(ctx, "没有可以计算的")
	}
	return perMille(f.Corrected()) + page.Tf(ctx, "（%s）", page.Number(f.Of[remedy.Corrected])+" ÷ "+page.Number(f.N()))
}

func (d *Desk) requestFigures(w http.ResponseWriter, r *http.Request, o *Official) error {
	p, err := d.requestFiguresOf(r.Context(), o, page.QueryForm(r))
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, d.requestFiguresView(p))
}

// requestFiguresCSV is the same page as a table: one line for each number.
func (d *Desk) requestFiguresCSV(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	p, err := d.requestFiguresOf(ctx, o, page.QueryForm(r))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := p.write(ctx, &b); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", upload.Disposition(fmt.Sprintf("依申请公开情况 %d %s.csv", p.Year, p.Whose), false))
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(b.Bytes())
	return err
}

func (p requestFiguresPage) write(ctx context.Context, b *bytes.Buffer) error {
	w, err := sheet.NewWriter(b, true)
	if err != nil {
		return err
	}
	t := func(s string) string { return page.T(ctx, s) }
	put := func(cells ...string) {
		if err == nil {
			err = w.Write(cells...)
		}
	}
	put(t("机关"), t("年份"), t("表"), t("项目"), t("表内编号"), t("栏"), t("数"))
	year := strconv.Itoa(p.Year)
	put(p.Whose, year, t("收到的申请"), t("旧口径（申请、咨询、投诉合并计算）"), "", t("合计"), strconv.FormatInt(p.Blended, 10))
	for _, table := range p.Tables {
		for _, r := range table.Rows {
			for i, c := range r.Cells {
				value := c.Text
				if value == "" {
					value = strconv.FormatInt(c.N, 10)
				}
				put(p.Whose, year, t(table.Caption), t(r.Name), r.Code, t(table.Columns[i]), value)
			}
		}
	}
	for _, r := range p.Rates {
		put(p.Whose, year, t("比率"), t(r.Key), "", t("合计"), r.Value)
	}
	if err != nil {
		return err
	}
	return w.Flush()
}

// rows is the table as it is drawn.
func (t countTable) rows(ctx context.Context) [][]page.Cell {
	var rows [][]page.Cell
	for _, r := range t.Rows {
		name := page.T(ctx, r.Name)
		if r.Under {
			name = page.T(ctx, "其中：") + name
		}
		if r.Code != "" {
			name = strings.TrimPrefix(r.Code, "B") + " " + name
		}
		row := []page.Cell{{Text: name}}
		for _, c := range r.Cells {
			text := c.Text
			if text == "" {
				text = page.Number(c.N)
			}
			row = append(row, page.Cell{Text: text, Href: c.Href})
		}
		rows = append(rows, row)
	}
	return rows
}

func (t countTable) columns() []page.Column {
	list := []page.Column{{Text: t.Head}}
	for _, c := range t.Columns {
		list = append(list, page.Column{Text: c, Numeric: true})
	}
	return list
}
