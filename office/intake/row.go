package intake

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/paper/gate"
	"gongkai/paper/richtext"
	"gongkai/paper/sheet"
	"gongkai/store"
)

// The refusals of one cell. Those of packages text, richtext, sheet and
// publication are given too.
var (
	ErrPublishedNone = errors.New("没有发布日期")
	ErrPublishedLate = errors.New("发布日期晚于今天")
	ErrTime          = errors.New("时间应写成 09:30 或 09:30:00 的形式")
	ErrYear          = errors.New("年份应在 1900 至 2099 之间")
	ErrCategoryNone  = errors.New("没有这个分类")
	ErrCategoryTwice = errors.New("有几个分类同名，请写分类代码")
	ErrChannelNone   = errors.New("渠道只能是政府网站、政府公报、政务微博、政务微信、其他方式")
	ErrPieceNone     = errors.New("解读形式只能是文字解读、图解、问答、视频")
	ErrNormative     = errors.New("规范性文件一列只能写是或否")
)

// maxAddress bounds an address, in characters.
const maxAddress = 2000

// reader turns rows of a file into records. It is used by one goroutine.
type reader struct {
	agency   agency.Code
	header   []string
	column   map[Field]int // column of each mapped field, from 0
	category string
	channel  publication.Channel
	codes    map[string]string // category code or name -> code; "" for a name of several
	now      time.Time
	today    calendar.Day
	gate     gate.Scanner // with the agency's allowed list
}

func newReader(ctx context.Context, of *office.Office, in agency.Code, header []string, o options) (*reader, error) {
	if err := o.Columns.Check(header); err != nil {
		return nil, err
	}
	s, now := of.Store, of.Now()
	tree, err := s.Categories(ctx)
	if err != nil {
		return nil, err
	}
	r := &reader{agency: in, header: header, column: map[Field]int{}, category: o.Category, channel: o.Channel,
		codes: make(map[string]string, 2*len(tree)), now: now, today: calendar.On(now)}
	for i, f := range o.Columns {
		if f != Ignored {
			r.column[f] = i
		}
	}
	for _, c := range tree {
		if _, twice := r.codes[c.Name]; twice {
			r.codes[c.Name] = ""
		} else {
			r.codes[c.Name] = c.Code
		}
	}
	for _, c := range tree {
		r.codes[c.Code] = c.Code
	}
	if o.Category != "" && r.codes[o.Category] != o.Category {
		return nil, ErrCategoryNone
	}
	if r.channel == 0 {
		r.channel = publication.Website
	}
	if r.gate, err = of.Scanner(ctx); err != nil {
		return nil, err
	}
	r.gate.Allowed, err = of.AllowedKeys(ctx, in)
	return r, err
}

// cellError is a refusal with the column it is about, from 0.
type cellError struct {
	column int
	value  string
	err    error
}

// row is the record of a row, with the key that tells whether it is there
// already, or its refusal.
func (r *reader) row(row sheet.Row) (publication.Imported, string, *store.Refusal) {
	if row.Err != nil {
		f := &store.Refusal{Row: int64(row.Number), Reason: row.Err.Error()}
		var cell *sheet.CellError
		if errors.As(row.Err, &cell) {
			f.Reason = cell.Err.Error()
			if cell.Column > 0 {
				f.Field = r.heading(cell.Column - 1)
				if cell.Column <= len(row.Cells) {
					f.Value = shown(row.Cells[cell.Column-1])
				}
			}
		}
		return publication.Imported{}, "", f
	}
	got, bad := r.record(row.Cells)
	if bad != nil {
		f := &store.Refusal{Row: int64(row.Number), Reason: bad.err.Error(), Value: shown(bad.value)}
		if bad.column >= 0 {
			f.Field = r.heading(bad.column)
		}
		return publication.Imported{}, "", f
	}
	return got, key(r.agency, got), nil
}

// key tells records apart: by address, title and number; without an address,
// by title, number and issue date.
func key(in agency.Code, r publication.Imported) string {
	source := r.Source
	if source == "" {
		source = r.Content.IssuedOn.String()
	}
	return store.SourceKey(in, source, r.Content.Title, r.Content.Number)
}

// heading is what stands over a column; its letters where nothing does.
func (r *reader) heading(column int) string {
	if column < len(r.header) && r.header[column] != "" {
		return shown(r.header[column])
	}
	return sheet.Letters(column + 1)
}

func (r *reader) record(cells []string) (got publication.Imported, bad *cellError) {
	c := &got.Content
	at := func(f Field) (string, int) {
		if i, ok := r.column[f]; ok && i < len(cells) {
			return cells[i], i
		}
		return "", -1
	}
	line := func(f Field, most int) string {
		if bad != nil {
			return ""
		}
		s, i := at(f)
		clean, err := text.Line(s, most)
		if err != nil {
			bad = &cellError{i, s, err}
		}
		return clean
	}
	refuse := func(f Field, err error) (publication.Imported, *cellError) {
		s, i := at(f)
		return publication.Imported{}, &cellError{i, s, err}
	}

	got.Source = line(Address, maxAddress)
	c.Title = line(Title, publication.MaxTitle)
	c.Number = line(Number, publication.MaxNumber)
	c.Keywords = line(Keywords, publication.MaxKeywords)
	issued := line(Issued, 100)
	published := line(Published, 100)
	category := line(Category, 100)
	channel := line(Channel, 100)
	stage := line(Stage, 100)
	c.Matter = strings.Join(strings.Fields(line(Matter, publication.MaxMatter)), " ")
	normative := line(Normative, 100)
	validity := line(Validity, 100)
	ended := line(Ended, 100)
	c.Interprets = line(Policy, publication.MaxNumber)
	form := line(Piece, 100)
	if bad != nil {
		return publication.Imported{}, bad
	}
	if got.Source != "" && !webAddress(got.Source) {
		return refuse(Address, publication.ErrAddress)
	}
	if c.Title == "" {
		return refuse(Title, publication.ErrTitle)
	}

	var err error
	if c.IssuedOn, err = sheet.Date(issued); err != nil {
		return refuse(Issued, sheet.ErrDate)
	}
	if c.IssuedOn > r.today {
		return refuse(Issued, publication.ErrIssuedLate)
	}
	if published == "" {
		return refuse(Published, ErrPublishedNone)
	}
	if got.PublishedAt, err = instant(published); err != nil {
		return refuse(Published, err)
	}
	if got.PublishedAt.After(r.now) {
		return refuse(Published, ErrPublishedLate)
	}

	c.Category = r.category
	if category != "" {
		code, ok := r.codes[category]
		switch {
		case !ok:
			return refuse(Category, ErrCategoryNone)
		case code == "":
			return refuse(Category, ErrCategoryTwice)
		}
		c.Category = code
	}
	c.Channels = r.channel
	if channel != "" {
		if c.Channels = channels(channel); c.Channels == 0 {
			return refuse(Channel, ErrChannelNone)
		}
	}
	if stage != "" {
		for _, known := range publication.Stages {
			if stage == string(known) || stage == string(known)+"公开" {
				c.Stage = known
			}
		}
		if c.Stage == "" {
			return refuse(Stage, publication.ErrStage)
		}
	}
	if c.Matter != "" && c.Stage == "" {
		return refuse(Matter, publication.ErrMatter)
	}
	if normative != "" {
		yes, ok := yesNo[strings.ToLower(normative)]
		if !ok {
			return refuse(Normative, ErrNormative)
		}
		c.Normative = yes
	}
	if validity != "" {
		if c.Validity = validities[validity]; c.Validity == "" {
			return refuse(Validity, publication.ErrValidity)
		}
	}
	if c.EndedOn, err = sheet.Date(ended); err != nil {
		return refuse(Ended, sheet.ErrDate)
	}
	if c.EndedOn != calendar.NoDay {
		switch {
		case !c.Validity.Ceased():
			return refuse(Ended, publication.ErrEndedFor)
		case c.EndedOn > r.today || c.EndedOn <= c.IssuedOn:
			return refuse(Ended, publication.ErrEndedWhen)
		}
	}
	if strings.HasSuffix(c.Explains(), "|") {
		return refuse(Policy, publication.ErrInterprets)
	}
	if form != "" {
		c.Piece = pieces[form]
		switch {
		case c.Piece == "":
			return refuse(Piece, ErrPieceNone)
		case c.Interprets == "":
			return refuse(Piece, publication.ErrPieceFor)
		}
	}
	if s, i := at(Body); s != "" {
		if c.Body, err = body(s); err != nil {
			return publication.Imported{}, &cellError{i, s, err}
		}
	}
	return got, r.screen(c)
}

// screen refuses what the gate stops. There is nobody to override it: the row
// is corrected and comes in again. What stands in the refusal is masked.
func (r *reader) screen(c *publication.Content) *cellError {
	for _, w := range []struct {
		field Field
		part  string
		text  string
	}{{Title, "title", c.Title}, {Number, "number", c.Number}, {Keywords, "keywords", c.Keywords}, {Body, "body", c.Body}} {
		if w.text == "" {
			continue
		}
		if w.field == Body {
			w.text = richtext.Plain(w.text)
		}
		for _, f := range r.gate.Text(gate.Place{Part: w.part}, "", w.text) {
			if f.Kind.Row().Stops {
				return &cellError{r.column[w.field], f.Masked, errors.New(f.Words)}
			}
		}
	}
	return nil
}

// webAddress says whether s is an address a reader can be sent to.
func webAddress(s string) bool {
	return (strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")) && !strings.ContainsAny(s, " \"<>")
}

// instant reads a date, which begins in Beijing, with or without a time of
// day.
func instant(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil && strings.Contains(s, ":") {
		return inRange(t)
	}
	day, err := sheet.Date(s)
	if err != nil {
		return time.Time{}, sheet.ErrDate
	}
	if day == calendar.NoDay {
		return time.Time{}, ErrPublishedNone
	}
	at := day.Start()
	if i := strings.IndexAny(s, ":："); i >= 0 {
		from := strings.LastIndexAny(s[:i], " \u3000\tT日") // the hour stands after one of these
		clock := strings.TrimSpace(strings.ReplaceAll(s[from+1:], "：", ":"))
		clock = strings.TrimLeftFunc(clock, func(r rune) bool { return r < '0' || r > '9' })
		var t time.Time
		for _, layout := range []string{"15:04:05", "15:04"} { // fractions are read too
			if t, err = time.Parse(layout, clock); err == nil {
				break
			}
		}
		if err != nil {
			return time.Time{}, ErrTime
		}
		at = at.Add(t.Sub(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)))
	}
	return inRange(at)
}

// inRange refuses years that an index number cannot carry.
func inRange(t time.Time) (time.Time, error) {
	if y := calendar.On(t).Year(); y < 1900 || y > 2099 {
		return time.Time{}, ErrYear
	}
	return t, nil
}

var yesNo = map[string]bool{
	"是": true, "√": true, "1": true, "yes": true, "y": true, "true": true, "规范性文件": true,
	"否": false, "×": false, "0": false, "no": false, "n": false, "false": false, "非规范性文件": false,
}

var validities = func() map[string]publication.Validity {
	m := map[string]publication.Validity{
		"现行有效": publication.InForce, "已修订": publication.Amended, "修改": publication.Amended,
		"已废止": publication.Repealed, "已失效": publication.Expired,
	}
	for _, row := range publication.Validities {
		m[row.Name], m[string(row.Validity)] = row.Validity, row.Validity
	}
	return m
}()

// pieces are the kinds of explanation by their names, and as older lists call
// them.
var pieces = func() map[string]publication.Piece {
	m := map[string]publication.Piece{
		"文字": publication.PieceText, "图表解读": publication.PieceFigure, "图文解读": publication.PieceFigure, "图片解读": publication.PieceFigure,
		"问答解读": publication.PieceAnswer, "答记者问": publication.PieceAnswer, "视频解读": publication.PieceVideo,
	}
	for _, row := range publication.Pieces {
		m[row.Name], m[string(row.Piece)] = row.Piece, row.Piece
	}
	return m
}()

var channelNames = func() map[string]publication.Channel {
	m := map[string]publication.Channel{
		"网站": publication.Website, "门户网站": publication.Website, "公报": publication.Gazette,
		"微博": publication.Weibo, "新浪微博": publication.Weibo, "微信": publication.WeChat, "微信公众号": publication.WeChat,
		// One heading for both, as many catalogues have it.
		"微博、微信": publication.Social, "政务微博、微信": publication.Social, "政务微博、政务微信": publication.Social,
		"微博微信": publication.Social, "政务微博或微信": publication.Social, "双微": publication.Social,
		"其他": publication.Other,
	}
	for _, row := range publication.Channels {
		m[row.Name], m[row.Code] = row.Channel, row.Channel
	}
	return m
}()

// channels reads one or several channels; 0 if one of them is not known.
func channels(s string) publication.Channel {
	if c, ok := channelNames[strings.ToLower(s)]; ok {
		return c
	}
	var all publication.Channel
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(",，;；、|/ ", r) }) {
		c, ok := channelNames[strings.ToLower(part)]
		if !ok {
			return 0
		}
		all |= c
	}
	return all
}

var markup = regexp.MustCompile(`(?i)<(p|div|br|span|h[1-6]|table|ul|ol|strong|b|a|img|section|article|html|body)(\s[^<>]*)?/?>`)

// body is a cell as a body: HTML is cleaned, plain text becomes paragraphs.
func body(s string) (string, error) {
	plain, err := text.Block(s, publication.MaxBody)
	if err != nil {
		return "", err
	}
	if strings.IndexByte(plain, '<') >= 0 && markup.MatchString(plain) {
		return richtext.Clean(plain)
	}
	return richtext.FromPlain(plain)
}

// shown is a cell as a refusal shows it: short, in one line, and without
// anything that no text may hold.
func shown(s string) string {
	const most = 60
	out := make([]rune, 0, most+1)
	for _, r := range s {
		if len(out) == most {
			out = append(out, '…')
			break
		}
		if r == '\t' || r == '\n' || r == '\r' {
			r = ' '
		} else if text.Sound(string(r)) != nil {
			r = '\ufffd'
		}
		out = append(out, r)
	}
	return string(out)
}
