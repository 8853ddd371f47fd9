package stage

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/gazette"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/demo"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/paper/block"
	"gongkai/paper/fonts"
	"gongkai/paper/pdf"
	"gongkai/paper/richtext"
	"gongkai/paper/upload"
	"gongkai/store"
)

const (
	gazetteDone = "demo/gazette"
	// printedFrom is from when on issues have a PDF.
	printedFrom = "2016-01-31"
	// coverPages stand before page 1: the cover and the contents.
	coverPages = 2
	// mostWords is how much of a document an issue prints, in characters: one
	// page.
	mostWords = 420
)

// sections of an issue, and how many documents each has at most, so that the
// contents are one page.
var sections = [3]struct {
	name string
	most int
}{{"市政府文件", 4}, {"市政府办公厅文件", 3}, {"部门文件", 2}}

// Gazette fills the archive of the gazette with what the city issued month by
// month: the last year as PDFs, one issue as pictures of its pages, the others
// as words. It must follow [Year], and is told once. progress counts nothing.
func Gazette(ctx context.Context, o *office.Office, _ *demo.Plan, progress func(at, total int64)) error {
	progress(0, 0)
	done, err := o.Store.Position(ctx, gazetteDone)
	if err != nil || done > 0 {
		return err
	}
	p := printer{ctx: ctx, o: o}
	if p.lines, err = o.Store.Norms(ctx, store.NormSelection{On: calendar.MustDay("2016-12-31")}, store.NormPlace{}, 1<<20); err != nil {
		return err
	}
	slices.Reverse(p.lines) // the oldest first
	var made []madeIssue
	for _, i := range demo.Issues() {
		m, err := p.make(i)
		if err != nil {
			return fmt.Errorf("gazette %d/%d: %w", i.Year, i.No, err)
		}
		made = append(made, m)
	}
	return o.Store.Act(ctx, account.Console, o.Now(), func(tx *store.Tx) error {
		if err := tell2016(ctx, tx, made); err != nil {
			return err
		}
		return tx.Advance(ctx, gazetteDone, 1)
	})
}

// madeIssue is an issue with the content that carries it.
type madeIssue struct {
	demo.Issue
	contents string
	content  publication.Content
}

// printer makes issues out of the documents of their month.
type printer struct {
	ctx   context.Context
	o     *office.Office
	lines []store.NormLine // not printed yet, the oldest first
}

// piece is an article with its words, a paragraph each.
type piece struct {
	section, title, number string
	words                  []string
}

// pieces is what an issue prints: everything issued up to its day and not
// printed before, by who issued it.
func (p *printer) pieces(i demo.Issue) ([]piece, error) {
	var of [3][]piece
	titles := map[string]bool{}
	for len(p.lines) > 0 && p.lines[0].IssuedOn <= i.DatedOn {
		l := p.lines[0]
		p.lines = p.lines[1:]
		in, named := map[agency.Code]int{"CC": 0, demo.GazetteEditor: 1}[l.Agency]
		if !named {
			in = 2
		}
		if l.IssuedOn == calendar.NoDay || l.IssuedOn.Year() != i.Year || in == 2 && l.Category != "A0105" || len(of[in]) == sections[in].most || titles[l.Title] {
			continue
		}
		titles[l.Title] = true
		d, err := p.o.Store.Publication(p.ctx, l.ID)
		if err != nil {
			return nil, err
		}
		of[in] = append(of[in], piece{sections[in].name, d.Content.Title, d.Content.Number, opening(d.Content.Body)})
	}
	month := int(i.DatedOn.Time().Month())
	news := piece{section: "政务动态", title: fmt.Sprintf("%d年%d月政务公开工作动态", i.Year, month), words: []string{
		"各县（市）、区和市直各部门继续完善政府信息公开目录和指南，更新主动公开的信息，办理群众提出的申请。",
		"市政府办公厅对各单位公开信息的数量和时效作了抽查，对更新不及时的单位发出提醒，督促限期改正。",
	}}
	record := piece{section: "大事记", title: fmt.Sprintf("%d年%d月大事记", i.Year, month), words: []string{
		fmt.Sprintf("%d月上旬，市政府召开常务会议，研究部署当月重点工作。", month),
		fmt.Sprintf("%d月中旬，市政府领导同志到基层调研，听取群众意见。", month),
		fmt.Sprintf("%d月下旬，市政府办公厅通报重点工作进展情况。", month),
	}}
	return append(slices.Concat(of[:]...), news, record), nil
}

// opening is the first paragraphs of a document, a page of them at most.
func opening(body string) []string {
	var list []string
	left := mostWords
	for line := range strings.Lines(richtext.Plain(body)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if left -= utf8.RuneCountInString(line); left < 0 {
			break
		}
		list = append(list, line)
	}
	return list
}

func (p *printer) make(i demo.Issue) (madeIssue, error) {
	m := madeIssue{Issue: i}
	if i.Missing != "" {
		return m, nil
	}
	pieces, err := p.pieces(i)
	if err != nil {
		return m, err
	}
	title := "《" + demo.GazetteName + "》" + gazette.Issue{Year: i.Year, No: i.No, Print: gazette.Print{Through: i.Through}}.Name()
	m.content = publication.Content{Title: title, Category: "A1504", IssuedOn: i.DatedOn, EndedOn: calendar.NoDay, Keywords: "政府公报", Channels: publication.Gazette}
	var articles []gazette.Article
	for n, a := range pieces {
		articles = append(articles, gazette.Article{Section: a.section, Title: a.title, Number: a.number, First: n + 1, Last: n + 1})
	}
	m.contents = gazette.Contents(articles)
	switch {
	case i.DatedOn >= calendar.MustDay(printedFrom):
		var data []byte
		if data, err = pdf.Bytes(printed(title, i, pieces)); err == nil {
			err = p.attach(&m, fmt.Sprintf("%s%d年第%d期.pdf", demo.GazetteName, i.Year, i.No), data)
		}
	case i.Year == 2004 && i.No == 1:
		m.content.Body = worded(pieces) // as it was recognised
		err = p.scan(&m, title, pieces)
	default:
		m.content.Body = worded(pieces)
	}
	return m, err
}

func (p *printer) attach(m *madeIssue, name string, data []byte) error {
	a, err := p.o.KeepFile(p.ctx, name, bytes.NewReader(data), int64(len(data)), upload.Limits{})
	m.content.Attachments = append(m.content.Attachments, a)
	return err
}

// worded is an issue of which there is no paper.
func worded(pieces []piece) string {
	var b strings.Builder
	for _, a := range pieces {
		b.WriteString("<h2>" + html.EscapeString(a.title) + "</h2>")
		for _, line := range a.words {
			b.WriteString("<p>" + html.EscapeString(line) + "</p>")
		}
	}
	return b.String()
}

// printed is an issue on paper, a page each.
func printed(title string, i demo.Issue, pieces []piece) block.Document {
	d := block.Document{Title: title, On: i.DatedOn, Blocks: []block.Block{block.Title{Text: title}, block.PageBreak{}, block.Heading{Level: 1, Text: "目录"}}}
	for n, a := range pieces {
		d.Blocks = append(d.Blocks, block.Paragraph{Text: fmt.Sprintf("%s　%d", a.title, n+1)})
	}
	for _, a := range pieces {
		d.Blocks = append(d.Blocks, block.PageBreak{}, block.Heading{Level: 1, Text: a.title})
		for _, line := range a.words {
			d.Blocks = append(d.Blocks, block.Paragraph{Text: line})
		}
	}
	return d
}

// scan is an issue as a scanner gives it: a picture of the cover, of the
// contents and of each page.
func (p *printer) scan(m *madeIssue, title string, pieces []piece) error {
	contents := []string{"目录"}
	for n, a := range pieces {
		contents = append(contents, fmt.Sprintf("%s　%d", a.title, n+1))
	}
	leaves := [][]string{{title}, contents}
	for _, a := range pieces {
		leaves = append(leaves, append([]string{a.title, ""}, a.words...))
	}
	for n, lines := range leaves {
		data, err := leaf(lines)
		if err != nil {
			return err
		}
		if err := p.attach(m, fmt.Sprintf("%03d.png", n), data); err != nil {
			return err
		}
	}
	return nil
}

// leaf is a page of lines as a picture.
func leaf(lines []string) ([]byte, error) {
	const width, height, size, margin, column = 620, 877, 18, 50, 28
	ttf, err := fonts.Sans.TTF()
	if err != nil {
		return nil, err
	}
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		return nil, err
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		return nil, err
	}
	page := image.NewGray(image.Rect(0, 0, width, height))
	draw.Draw(page, page.Bounds(), image.NewUniform(color.Gray{Y: 250}), image.Point{}, draw.Src)
	pen := font.Drawer{Dst: page, Src: image.NewUniform(color.Gray{Y: 40}), Face: face}
	y := margin
	for _, line := range lines {
		for runes := []rune(line); ; {
			n := min(column, len(runes))
			y += size * 3 / 2
			pen.Dot = fixed.P(margin, y)
			pen.DrawString(string(runes[:n]))
			if runes = runes[n:]; len(runes) == 0 {
				break
			}
		}
	}
	var b bytes.Buffer
	err = png.Encode(&b, page)
	return b.Bytes(), err
}

// tell2016 takes the archive in, as it went online at the end of 2016: the years
// with their numbers, each issue with its publication, and the one that never
// appeared.
func tell2016(ctx context.Context, tx *store.Tx, made []madeIssue) error {
	at := morning(calendar.MustDay("2016-12-31"), 0)
	first, last, issues := demo.GazetteYears()
	for year := first; year <= last; year++ {
		v, e, err := gazette.SetYear(gazette.Volume{Year: year, Agency: demo.GazetteEditor}, issues, "市档案馆馆藏目录", nil, "console", at)
		if err != nil {
			return err
		}
		if err := tx.SaveGazetteYear(ctx, v, e); err != nil {
			return err
		}
	}
	carriers, err := carry(ctx, tx, made)
	if err != nil {
		return err
	}
	for n, m := range made {
		i := gazette.Issue{Year: m.Year, No: m.No, Agency: demo.GazetteEditor,
			Print: gazette.Print{Through: m.Through, Whole: m.Whole, DatedOn: m.DatedOn}}
		var e journal.Entry
		if m.Missing != "" {
			i.DatedOn = calendar.NoDay
			if i, e, err = gazette.Miss(i, m.Missing, nil, "console", at); err == nil {
				err = tx.SaveIssue(ctx, i, e)
			}
			if err != nil {
				return err
			}
			continue
		}
		if i, e, err = gazette.Add(i, nil, "console", at); err == nil {
			err = tx.SaveIssue(ctx, i, e)
		}
		if err != nil {
			return err
		}
		i.Stamp++
		c := gazette.Carrier{Publication: carriers[n].ID, Index: carriers[n].Index, Under: func(string) bool { return true }}
		if len(m.content.Attachments) > 0 {
			c.Before = coverPages
		}
		if i, e, err = gazette.Publish(i, c, m.contents, "console", at); err == nil {
			err = tx.SaveIssue(ctx, i, e)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", i.Thing(), err)
		}
	}
	return nil
}

// carry imports the publications that carry the issues, at the places of made;
// they bear the dates of their own years, as the documents of the stock do.
func carry(ctx context.Context, tx *store.Tx, made []madeIssue) ([]publication.Publication, error) {
	var years []int
	for _, m := range made {
		if m.Missing == "" {
			years = append(years, m.Year)
		}
	}
	id, indexes, err := tx.NextPublications(ctx, demo.GazetteEditor, years)
	if err != nil {
		return nil, err
	}
	carriers := make([]publication.Publication, len(made))
	var list []publication.Publication
	var entries []journal.Entry
	for n, m := range made {
		if m.Missing != "" {
			continue
		}
		r := publication.Imported{Content: m.content, PublishedAt: morning(m.DatedOn, n)}
		p, e, err := publication.Import(r, demo.GazetteEditor, id+int64(len(list)), indexes[len(list)], 0, "演示数据", "console", tx.At)
		if err != nil {
			return nil, err
		}
		carriers[n] = p
		list, entries = append(list, p), append(entries, e)
	}
	return carriers, tx.ImportPublications(ctx, list, make([]string, len(list)), entries)
}
