package office

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/paper/block"
	"gongkai/paper/pdf"
	"gongkai/store"
)

// exhibit is one file of a pack.
type exhibit struct {
	what, name, hash string
	size             int64 // 0 while not known
	// held is set for what stays with the agency: its hash is listed, its bytes
	// are not in the pack.
	held bool
	// made is the bytes of what was set for this pack; nil for what is kept.
	made []byte
}

// event is one act in the history of a pack.
type event struct {
	entry journal.Entry
	who   string
}

// Evidence writes the evidence pack (证据包) of a request or a remedy as a ZIP
// file: an index in PDF with the facts, the files with their SHA-256, the
// history as the journal has it, the ledger of the clocks, the letters, the
// proofs of delivery and what was redacted on which ground; behind it the files
// themselves. A remedy's pack holds that of the request it is about. What was
// withheld is listed by its hash and stays with the agency. The caller has made
// sure that the reader may see the thing.
//
// Errors: [store.ErrNotFound].
func (o *Office) Evidence(ctx context.Context, thing string, w io.Writer) error {
	p := pack{office: o, agencies: map[agency.Code]agency.Agency{}, people: map[string]string{}}
	if err := p.read(ctx, thing); err != nil {
		return fmt.Errorf("evidence of %s: %w", thing, err)
	}
	if err := p.write(ctx, w); err != nil {
		return fmt.Errorf("evidence of %s: %w", thing, err)
	}
	return nil
}

// pack is what an evidence pack is made of.
type pack struct {
	office   *Office
	agencies map[agency.Code]agency.Agency
	people   map[string]string

	thing    string
	code     agency.Code
	remedies []remedy.Remedy // the contested first
	request  *request.Request
	exhibits []exhibit
	events   []event
}

func (p *pack) read(ctx context.Context, thing string) error {
	p.thing = thing
	r := p.office.Store.Reader
	list, err := r.Agencies(ctx)
	if err != nil {
		return err
	}
	for _, a := range list {
		p.agencies[a.Code] = a
	}
	about := thing
	for range 5 {
		kind, id, ok := remedy.ParseThing(about)
		if !ok {
			break
		}
		v, err := r.Remedy(ctx, kind, id)
		if err != nil {
			return err
		}
		p.remedies = append([]remedy.Remedy{v}, p.remedies...)
		p.code, about = v.Agency, v.About
	}
	if id, ok := request.ParseThing(about); ok {
		q, err := r.Request(ctx, id)
		if err != nil {
			return err
		}
		p.request, p.code = &q, q.Agency
		if err := p.form(q); err != nil {
			return err
		}
		p.ofRequest(q)
		if err := p.history(ctx, q.Thing()); err != nil {
			return err
		}
	}
	if p.request == nil && len(p.remedies) == 0 {
		return store.ErrNotFound
	}
	for _, v := range p.remedies {
		for _, d := range v.Documents {
			p.exhibits = append(p.exhibits, exhibit{what: v.Kind.Name() + "材料", name: d.Name, hash: d.SHA256, size: d.Size})
		}
		if err := p.history(ctx, v.Thing()); err != nil {
			return err
		}
	}
	return nil
}

// ofFile is what a file of a request is called in the index.
var ofFile = map[string]string{"evidence": "身份证明", "request": "申请附件", "supplement": "补正材料", "material": "未提供的材料",
	"original": "原件（含不予公开的内容）", "redacted": "未提供的遮盖件", "replaced": "已被替换的遮盖件", "proof": "送达凭证", "opinion": "第三方意见"}

// ofGiven is what a file is called that the signed answer hands over.
var ofGiven = map[string]string{"material": "所提供的信息", "redacted": "区分处理后提供的信息"}

// form sets the request as its applicant filed it, on the form of the law (art.
// 29): most came online, and there is no paper of it.
func (p *pack) form(q request.Request) error {
	a, asked := q.Applicant, q.Asked
	checked := "未核验"
	if a.Checked {
		checked = "已核验"
	}
	paper := strings.TrimSpace(a.Paper + " " + a.PaperNumber)
	if paper != "" {
		paper += "（" + checked + "）"
	}
	oral := ""
	if asked.Oral {
		oral = "口头提出，由受理人代为填写"
	}
	var added []string
	for _, x := range q.Additions {
		added = append(added, x.On.String()+"："+x.Text)
	}
	on := calendar.On(q.SubmittedAt)
	doc := block.Document{Title: "政府信息公开申请表 " + q.ID.Number(), Author: p.agencies[q.Agency].Name, On: on}
	doc.Blocks = append(doc.Blocks, block.Title{Text: "政府信息公开申请表"},
		block.Heading{Level: 1, Text: "一、申请人"},
		block.KeyValue{Pairs: pairs("申请人类型", a.Kind.Name(), "姓名或者名称", a.Name, "身份证明", paper, "电话", a.Phone, "接收短信的手机号码", a.Mobile, "电子邮箱", a.Email,
			"通信地址", a.Address, "代理人", strings.TrimSpace(a.Representative+" "+a.RepresentativePhone), "需要的帮助", a.Help)},
		block.Heading{Level: 1, Text: "二、所申请的信息"},
		block.KeyValue{Pairs: pairs("受理编号", q.ID.Number(), "向何机关申请", p.agencies[q.Agency].Name, "事项种类", q.Kind.Name(), "信息的名称", asked.Subject,
			"文号", asked.Number, "内容描述", asked.Text, "提供的形式", asked.Form.Name(), "获取的方式", asked.Route.Name(), "申请减免费用", asked.Waiver, "补充的说明", strings.Join(added, "；"))},
		block.Heading{Level: 1, Text: "三、提交"},
		block.KeyValue{Pairs: pairs("提交的渠道", q.Channel.Name(), "提交的时间", q.SubmittedAt.In(calendar.Beijing).Format("2006-01-02 15:04"), "说明", oral)},
		block.Paragraph{Text: "本表按申请人提交的内容由平台编制。", Small: true})
	b, err := pdf.Bytes(doc)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(b)
	p.exhibits = append(p.exhibits, exhibit{what: "申请表", name: "政府信息公开申请表.pdf", hash: hex.EncodeToString(sum[:]), made: b})
	return nil
}

// open reads an exhibit, from where it is kept or as it was set.
func (p *pack) open(ctx context.Context, e exhibit) (io.ReadSeekCloser, error) {
	if e.made != nil {
		return struct {
			io.ReadSeeker
			io.Closer
		}{bytes.NewReader(e.made), io.NopCloser(nil)}, nil
	}
	return p.office.Blobs.Open(ctx, e.hash)
}

func (p *pack) ofRequest(q request.Request) {
	for _, l := range q.Letters {
		title := strings.TrimSpace(l.Title + " " + l.Number)
		if l.Void {
			title += "（未发出，已撤回）"
		}
		if l.PDF != "" {
			p.exhibits = append(p.exhibits, exhibit{what: "文书", name: title + ".pdf", hash: l.PDF})
		}
	}
	redacted := map[string]bool{}
	for _, f := range q.Files {
		if f.From != "" {
			redacted[f.From] = true
		}
	}
	for _, f := range q.Files {
		what, given := ofGiven[f.Of]
		if given = given && q.Provides(f.Hash); !given {
			what = ofFile[f.Of]
		}
		if what == "" {
			what = "案卷材料"
		}
		// What an answer withholds, or has not handed over, would be given away with
		// the evidence.
		held := redacted[f.Hash] || !given && slices.Contains([]string{"original", "replaced", "material", "redacted"}, f.Of)
		p.exhibits = append(p.exhibits, exhibit{what: what, name: f.Name, hash: f.Hash, size: f.Size, held: held})
	}
	if q.Delivery != nil && q.Delivery.File != "" {
		for _, e := range p.exhibits {
			if e.hash == q.Delivery.File {
				return
			}
		}
		p.exhibits = append(p.exhibits, exhibit{what: "送达凭证", name: "送达凭证", hash: q.Delivery.File})
	}
}

func (p *pack) history(ctx context.Context, thing string) error {
	entries, err := p.office.Store.JournalOf(ctx, thing)
	if err != nil {
		return err
	}
	for _, e := range entries {
		who, known := p.people[e.Actor]
		if !known {
			switch account.Login(e.Actor) {
			case account.Clock.Login:
				who = account.Clock.Name
			case account.Console.Login:
				who = account.Console.Name
			case account.AskerLogin:
				who = "申请人"
			case account.PartyLogin:
				who = "被征求意见方"
			default:
				a, err := p.office.Store.Account(ctx, account.Login(e.Actor))
				if err != nil && !errors.Is(err, store.ErrNotFound) {
					return err
				}
				if who = a.Name; who == "" {
					who = e.Actor
				}
			}
			p.people[e.Actor] = who
		}
		p.events = append(p.events, event{e, who})
	}
	return nil
}

// place is where an exhibit lies in the pack.
func (e exhibit) place(i int) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '_'
		}
		return r
	}, e.name)
	return path.Join("材料", fmt.Sprintf("%02d-%s", i+1, name))
}

func (p *pack) write(ctx context.Context, w io.Writer) error {
	at := p.office.Now()
	// Sizes are read before the index is set, so it tells all of them, and a
	// missing file fails the pack before a byte of it is out.
	for i, e := range p.exhibits {
		b, err := p.open(ctx, e)
		if err != nil {
			return fmt.Errorf("%s: %v", e.name, err)
		}
		p.exhibits[i].size, err = b.Seek(0, io.SeekEnd)
		if err := errors.Join(err, b.Close()); err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
	}
	index, err := pdf.Bytes(p.index())
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	put := func(name string, method uint16, r io.Reader) error {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: at.In(calendar.Beijing)})
		if err == nil {
			_, err = io.Copy(f, r)
		}
		return err
	}
	if err := put("证据目录.pdf", zip.Deflate, strings.NewReader(string(index))); err != nil {
		return err
	}
	var sums strings.Builder
	for i, e := range p.exhibits {
		if e.held {
			continue
		}
		fmt.Fprintf(&sums, "%s  %s\n", e.hash, e.place(i))
		b, err := p.open(ctx, e)
		if err != nil {
			return fmt.Errorf("%s: %v", e.name, err)
		}
		err = put(e.place(i), zip.Deflate, b)
		if err := errors.Join(err, b.Close()); err != nil {
			return err
		}
	}
	// As sha256sum -c reads it.
	if err := put("SHA256SUMS", zip.Deflate, strings.NewReader(sums.String())); err != nil {
		return err
	}
	return z.Close()
}

// index is the paper in front.
func (p *pack) index() block.Document {
	on := p.office.Today()
	name := p.agencies[p.code].Name
	title := "证据目录"
	doc := block.Document{Title: title + " " + p.thing, Author: name, On: on}
	add := func(b ...block.Block) { doc.Blocks = append(doc.Blocks, b...) }
	add(block.Title{Text: title})
	heads := []string{"一", "二", "三", "四", "五", "六", "七", "八"}
	n := 0
	head := func(text string) {
		add(block.Heading{Level: 1, Text: heads[n] + "、" + text})
		n++
	}
	head("案件情况")
	if q := p.request; q != nil {
		add(block.KeyValue{Pairs: pairs("申请编号", q.ID.Number(), "答复机关", name, "申请人", q.Applicant.Name, "申请事项", q.Asked.Subject, "申请内容", q.Asked.Text, "文号", q.Asked.Number,
			"收到申请之日", q.ReceivedOn.String(), "答复期限", q.DueOn.String(), "办结日期", q.ClosedOn.String(), "结果", outcomeName(q.Outcome))})
	}
	for _, v := range p.remedies {
		add(block.KeyValue{Pairs: pairs(v.Kind.Name(), v.Number(), "事项", v.Subject, "所涉机关", p.agencies[v.Agency].Name, "当事人", partyNames(v),
			"日期", v.ReceivedOn.String(), "受理机关", v.Body, "案号", v.CaseNumber, "状态", remedy.StateName(v.Kind, v.State), "请求", v.Claim, "结果", v.Outcome.Name(), "说明", v.Answer)})
	}
	head("材料清单")
	files := block.Table{Columns: []block.Column{{Share: 0.8, Number: true}, {Share: 1.5}, {Share: 2.3}, {Share: 1, Number: true}, {Share: 3}},
		Head: row("序号", "种类", "名称", "字节", "SHA-256"), Note: "标“不随包”的，由行政机关保存，以摘要值核对。"}
	for i, e := range p.exhibits {
		what := e.what
		if e.held {
			what += "（不随包）"
		}
		files.Rows = append(files.Rows, row(strconv.Itoa(i+1), what, e.name, strconv.FormatInt(e.size, 10), e.hash)...)
	}
	if len(p.exhibits) == 0 {
		add(block.Paragraph{Text: "没有材料。"})
	} else {
		add(files)
	}
	head("办理经过")
	history := block.Table{Columns: []block.Column{{Share: 1.1, Number: true}, {Share: 1.6}, {Share: 1.7}, {Share: 1}, {Share: 2.6}},
		Head: row("簿号", "时间", "行为", "经手", "说明"), Note: "簿号是本平台流水簿的编号，连续且不可更改。"}
	for _, e := range p.events {
		m, note := e.entry.Act.Meaning(), e.entry.Note
		switch {
		case note == "":
			note = p.said(e.entry)
		case e.entry.Act == journal.RequestAssign:
			note = p.name(account.Login(note)) // the entry keeps the sign-in
		}
		history.Rows = append(history.Rows, row(strconv.FormatInt(e.entry.Number, 10), e.entry.At.In(calendar.Beijing).Format("2006-01-02 15:04"),
			strings.TrimSpace(m.Name+" "+m.Article), e.who, note)...)
	}
	add(history)
	head("期限计算")
	p.clocks(add)
	if q := p.request; q != nil {
		p.answer(*q, add, head)
	}
	add(block.Signature{Agency: name, On: on, Seal: true})
	return doc
}

// said is what was said at an act on a remedy; "" where nothing was.
func (p *pack) said(e journal.Entry) string {
	for _, v := range p.remedies {
		if v.Thing() != e.Thing {
			continue
		}
		for _, r := range v.Remarks {
			if r.Act == e.Act && r.At.UnixMicro() == e.At.UnixMicro() {
				return r.Words
			}
		}
	}
	return ""
}

// clocks lays every limit open, that of the request day by day.
func (p *pack) clocks(add func(...block.Block)) {
	if q := p.request; q != nil {
		if c, ok := q.Clock(p.office.Calendar()); ok {
			report := c.Report()
			words := fmt.Sprintf("自%s收到申请之日起算（%s），法定期限%d个工作日，延长%d个工作日，期限届满之日为%s。", report.Received, report.Article,
				report.Limit, report.Extended, report.Due)
			if report.Provisional {
				words += "届满之日所在年度的放假安排尚未公布，已除去周末和法定节日（放假办法第二条），日期为暂定。"
			}
			add(block.Paragraph{Text: words})
			t := block.Table{Columns: []block.Column{{Share: 1.4}, {Share: 1}, {Share: 0.8, Number: true}, {Share: 3}}, Head: row("日期", "星期", "计数", "理由")}
			for _, l := range report.Ledger {
				counted := ""
				if l.Counted {
					counted = strconv.Itoa(l.Number)
				}
				t.Rows = append(t.Rows, row(l.Day.String(), l.Weekday, counted, l.Why)...)
			}
			add(t)
		} else {
			add(block.Paragraph{Text: "答复期限未在计算中。"})
		}
		if by := q.OrderedOn(); by != calendar.NoDay {
			words := fmt.Sprintf("决定、判决要求于%s前重新作出答复。", by)
			if q.AnsweredAfterOrder() {
				words += "答复晚于这一天。"
			}
			add(block.Paragraph{Text: words})
		}
	}
	t := block.Table{Columns: []block.Column{{Share: 2}, {Share: 1.7}, {Share: 1.7}, {Share: 1.7}, {Share: 1.9}}, Head: row("期限", "起算日", "截止日", "完成日", "依据")}
	for _, v := range p.remedies {
		for _, c := range v.Clocks {
			done := c.DoneOn.String()
			if v.Unrecorded(c) {
				done = "没有登记"
			}
			t.Rows = append(t.Rows, row(v.Kind.Name()+"："+c.Name(), c.From.String(), c.Due.String(), done, c.Article)...)
		}
	}
	if len(t.Rows) > 0 {
		add(t)
	}
}

// answer is the letters, the delivery and what was withheld.
func (p *pack) answer(q request.Request, add func(...block.Block), head func(string)) {
	head("文书和送达")
	letters := block.Table{Columns: []block.Column{{Share: 2.4}, {Share: 2}, {Share: 1.4}, {Share: 1}}, Head: row("文书", "文号", "日期", "签发")}
	for _, l := range q.Letters {
		letters.Rows = append(letters.Rows, row(l.Title, l.Number, l.On.String(), p.name(l.By))...)
	}
	if len(letters.Rows) > 0 {
		add(letters)
	}
	if d := q.Delivery; d != nil {
		add(block.KeyValue{Pairs: pairs("送达方式", d.Route.Name(), "送达之日", d.On.String(), "送达凭证", d.Proof)})
		for _, try := range d.Tries {
			add(block.Paragraph{Text: fmt.Sprintf("%s以%s送达（%s），%s退回：%s", try.On, try.Route.Name(), try.Proof, try.Back, try.Why)})
		}
	} else {
		add(block.Paragraph{Text: "尚未送达。"})
	}
	head("区分处理索引")
	t := block.Table{Columns: []block.Column{{Share: 2}, {Share: 1.6}, {Share: 2}, {Share: 3}}, Head: row("内容", "答复", "依据", "理由")}
	if q.Decision != nil {
		for _, part := range q.Decision.Parts {
			what := part.What
			if what == "" {
				what = "所申请的全部信息"
			}
			t.Rows = append(t.Rows, row(what, outcomeName(part.Outcome), groundWords(q.Edition, part.Ground), part.Reason)...)
		}
	}
	if len(t.Rows) == 0 {
		add(block.Paragraph{Text: "尚未作出答复。"})
	} else {
		add(t)
	}
	for _, f := range q.Files {
		if f.From == "" {
			continue
		}
		add(block.Paragraph{Text: "“" + f.Name + "”由摘要值为 " + f.From + " 的原件遮盖后生成。", Flush: true, Small: true})
		if d, ok := q.Redaction(f.Hash); ok {
			add(p.boxes(q.Edition, d))
		}
	}
}

// boxes is the index of what a copy withholds: every box with its page, its
// place there and its ground.
func (p *pack) boxes(edition string, d request.Redaction) block.Table {
	t := block.Table{Columns: []block.Column{{Share: 0.6, Number: true}, {Share: 0.6, Number: true}, {Share: 2.6}, {Share: 3.4}},
		Head: row("序号", "页", "位置（左、上、宽、高，占页面）", "依据"),
		Note: fmt.Sprintf("共%d页，遮盖%d处，遮去%d字，另去除不可见的%d字；%s由%s遮盖。", d.Pages, len(d.Boxes), d.Covered, d.Unseen, d.On, p.name(d.By))}
	for i, b := range d.Boxes {
		place := fmt.Sprintf("%.1f%%、%.1f%%、%.1f%%、%.1f%%", b.X*100, b.Y*100, b.W*100, b.H*100)
		t.Rows = append(t.Rows, row(strconv.Itoa(i+1), strconv.Itoa(b.Page), place, groundWords(edition, b.Ground))...)
	}
	return t
}

// name is what colleagues call the person, if the history named them.
func (p *pack) name(login account.Login) string {
	if name := p.people[string(login)]; name != "" {
		return name
	}
	return string(login)
}

// pairs makes lines of a form, leaving out those without a value.
func pairs(nameAndValue ...string) []block.Pair {
	var list []block.Pair
	for i := 0; i+1 < len(nameAndValue); i += 2 {
		if nameAndValue[i+1] != "" {
			list = append(list, block.Pair{Name: nameAndValue[i], Value: nameAndValue[i+1]})
		}
	}
	return list
}

func row(texts ...string) [][]block.Cell {
	cells := make([]block.Cell, len(texts))
	for i, s := range texts {
		cells[i].Text = s
	}
	return [][]block.Cell{cells}
}

func partyNames(v remedy.Remedy) string {
	var list []string
	for _, party := range v.Parties {
		list = append(list, party.Name)
	}
	return strings.Join(list, "、")
}

// outcomeName is an outcome of whichever edition has it.
func outcomeName(code string) string {
	for _, e := range regulation.Editions() {
		if o, ok := e.Outcome(code); ok {
			return o.Name
		}
	}
	return code
}

// groundWords is a ground with its article, as its edition has it.
func groundWords(edition, code string) string {
	if e, ok := regulation.ByCode(edition); ok {
		if g, ok := e.Ground(code); ok {
			return g.Name + "（" + g.Article + "）"
		}
	}
	return code
}
