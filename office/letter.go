package office

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/law/remedy"
	"gongkai/paper/block"
	"gongkai/paper/docx"
	"gongkai/paper/letter"
	"gongkai/paper/pdf"
	"gongkai/store"
)

// LetterFacts is what a letter says beside the case: what the officer is about
// to decide. Each letter uses what it needs; what is missing stands in the text
// as a place to fill in.
type LetterFacts struct {
	Items   []string       // to be supplemented or explained
	Reason  string         // of an extension, a delay
	Days    int            // working days granted to the addressee, or added
	Parts   []request.Part // of an answer
	Opinion request.Opinion
	Fee     request.Fee
	Pay     string // where and how to pay
	QueryAt string // the address at which the code is asked, for a receipt
	Route   request.Route
}

// letterKinds is which letter an act sends.
var letterKinds = map[journal.Act]letter.Kind{
	journal.RequestSubmit: letter.Receipt, journal.RequestClarify: letter.Supplement, journal.RequestExtend: letter.Extension,
	journal.RequestConsult: letter.ThirdParty, journal.RequestReasons: letter.Reasons, journal.RequestDelay: letter.Delay,
	journal.RequestCharge: letter.Fee, journal.RequestDraft: letter.Reply, journal.RequestSign: letter.Reply,
	journal.RequestLapse: letter.Ending, journal.RequestUnpaid: letter.Ending, journal.RequestWithdraw: letter.Withdrawal,
	journal.RequestDeliver: letter.Service, journal.RequestTell: letter.Overriding,
}

// LetterKind is which letter the act sends in this case; false if none.
func LetterKind(r request.Request, act journal.Act, f LetterFacts) (letter.Kind, bool) {
	kind, ok := letterKinds[act]
	switch {
	case act == journal.RequestConsult && f.Opinion.Party != "" && f.Opinion.Party != request.ThirdParty:
		kind = letter.Consult
	case kind == letter.Reply && r.Kind == request.Correction:
		kind = letter.Correction
	case kind == letter.Reply && r.Informal():
		kind = letter.Answer
	}
	return kind, ok
}

// LetterText is the words of the letter the act sends, from the case and the
// facts, in the marked form of paper/letter, for the officer to edit. Errors:
// [letter.ErrKind] for an act that sends none, [letter.ErrEdition] for one the
// edition does not know.
func (o *Office) LetterText(ctx context.Context, r request.Request, act journal.Act, f LetterFacts) (string, error) {
	kind, ok := LetterKind(r, act, f)
	if !ok {
		return "", letter.ErrKind
	}
	e, ok := r.Law()
	if !ok {
		if e, ok = regulation.EditionOn(calendar.On(r.SubmittedAt)); !ok {
			return "", request.ErrEdition
		}
	}
	cal := o.Calendar()
	today := o.Today()
	facts := letter.Facts{
		Kind: kind, Edition: e.Code, To: r.Applicant.Name, Organisation: r.Applicant.Kind.Body(), Applicant: r.Applicant.Name,
		Request: r.ID.Number(), What: r.Asked.Subject, Channel: r.Channel.Name(),
		SubmittedOn: calendar.On(r.SubmittedAt), ReceivedOn: r.ReceivedOn, DueOn: r.DueOn,
		Items: f.Items, Reason: f.Reason, Days: f.Days, Anew: r.Ordered, Ordered: r.OrderedOn(),
	}
	if r.Informal() {
		facts.Matter = r.Kind.Name()
	}
	facts.ProvisionalFrom = provisionalFrom(cal, min(today, calendar.On(r.SubmittedAt)))
	facts.Channel = strings.TrimSuffix(facts.Channel, "提交")
	var outcomes []regulation.Outcome
	add := func(code string) {
		if o, ok := e.Outcome(code); ok {
			outcomes = append(outcomes, o)
		}
	}
	switch kind {
	case letter.Receipt:
		facts.ReceivedWhy = r.ReceiptRule()
		code, err := o.QueryCode(ctx, r.ID)
		if err != nil {
			return "", err
		}
		facts.QueryCode, facts.QueryAt = code, f.QueryAt
	case letter.Supplement:
		if f.Days > 0 {
			facts.By = cal.Add(today, f.Days)
		}
	case letter.Extension:
		if longer := extended(r, f.Days, o.hand(ctx, account.Clock)); longer != calendar.NoDay {
			facts.Until = longer
		}
	case letter.ThirdParty, letter.Consult:
		facts.To, facts.Organisation, facts.What = f.Opinion.Name, true, f.Opinion.About
		duty := regulation.ThirdParty
		if kind == letter.Consult {
			duty = regulation.CoAuthor
		}
		var err error
		if facts.Party, facts.QueryCode, facts.QueryAt, err = o.partyFacts(ctx, r, f.Opinion.N); err != nil {
			return "", err
		}
		if rule, ok := e.Rule(duty); ok {
			facts.Days = rule.Days
		} else if facts.Days == 0 {
			facts.Days = e.Reply().Days
		}
	case letter.Overriding:
		facts.To, facts.Organisation, facts.What = f.Opinion.Name, true, f.Opinion.About
		facts.Opinion = "不同意公开"
		if f.Opinion.Answer == request.Silent {
			facts.Opinion = "逾期未提出意见"
		}
		if r.Decision != nil {
			add(r.Decision.Outcome)
		}
	case letter.Delay:
		facts.Until = delayed(r, f.Days, o.hand(ctx, account.Clock))
	case letter.Fee:
		facts.Days = 20
		facts.Charge.Total = yuan(f.Fee.Yuan)
		if facts.Charge.How = f.Pay; f.Pay == "" {
			how, err := o.Setting(ctx, "pay")
			if err != nil {
				return "", err
			}
			facts.Charge.How = how
		}
		for _, s := range f.Fee.Reckoning.Steps {
			facts.Charge.Lines = append(facts.Charge.Lines, letter.ChargeLine{
				Item:  fmt.Sprintf("%s第%d至%d%s", f.Fee.Reckoning.By, s.From, s.To, f.Fee.Reckoning.Unit),
				Count: fmt.Sprintf("%d%s", s.Count, f.Fee.Reckoning.Unit), Price: fmt.Sprintf("%d元/%s", s.Rate, f.Fee.Reckoning.Unit), Amount: yuan(s.Amount)})
		}
		if before := f.Fee.Reckoning.Yuan - f.Fee.Yuan; before > 0 {
			facts.Charge.Lines = append(facts.Charge.Lines, letter.ChargeLine{Item: "本月此前申请已计收", Count: fmt.Sprintf("%d件", f.Fee.Before), Price: "—", Amount: "−" + yuan(before)})
		}
	case letter.Reply, letter.Correction, letter.Answer:
		o.reply(e, f, &facts)
		if kind == letter.Correction && len(f.Parts) > 0 {
			p := f.Parts[0]
			facts.Outcome, facts.Reason, facts.Agency = corrections[p.Outcome[strings.LastIndexByte(p.Outcome, '-')+1:]], p.Reason, p.Agency
		}
		for _, p := range f.Parts {
			add(p.Outcome)
		}
	case letter.Ending:
		code := e.NoSupplement()
		if act == journal.RequestUnpaid {
			code = e.NoPayment()
		}
		add(code)
		for _, out := range outcomes {
			facts.Words = out.Say(regulation.Holes{What: r.Asked.Subject})
		}
	case letter.Withdrawal:
		facts.By = today
	case letter.Service:
		// Others went out before, and some to others: to third parties, who are
		// nobody's business here.
		for _, l := range r.Letters {
			if !l.Void && l.Act == journal.RequestSign {
				facts.Letters = append(facts.Letters, strings.TrimSpace(l.Title+" "+l.Number))
			}
		}
		if n := len(facts.Letters); n > 0 && r.Decision != nil && len(r.Decision.Files) > 0 {
			facts.Letters[n-1] += fmt.Sprintf("（附件%d件）", len(r.Decision.Files))
		}
		if facts.Route = f.Route.Name(); f.Route == "post" {
			facts.Address = r.Applicant.Address
		}
	}
	if form, ok := letter.FormOf(kind); ok && form.Remedies {
		bodies, err := o.remedyBodies(ctx)
		if err != nil {
			return "", err
		}
		if facts.Remedy = remedy.Advice(outcomes, today, bodies); facts.Remedy == "" && len(outcomes) > 0 {
			// The law opens no road against this outcome: the letter is silent.
			text, err := letter.Draft(facts)
			return strings.ReplaceAll(text, noRemedy, ""), err
		}
	}
	return letter.Draft(facts)
}

// partyFacts is how the nth party asked answers online; 0 for the one to be asked
// next.
func (o *Office) partyFacts(ctx context.Context, r request.Request, n int) (number, code, at string, err error) {
	if n == 0 {
		n = len(r.Opinions) + 1
	}
	if code, err = o.PartyCode(ctx, r.ID, n); err != nil {
		return "", "", "", err
	}
	if at, err = o.Store.City(ctx, "address"); err != nil {
		return "", "", "", err
	}
	if at != "" {
		at = strings.TrimSuffix(at, "/") + PartyPath
	}
	return request.PartyNumber(r.ID, n), code[:5] + "-" + code[5:], at, nil
}

// PartyPath is where parties answer, on the city's portal.
const PartyPath = "/opinion"

// farthest is how many days ahead a letter names a day at most.
const farthest = 1000

// provisionalFrom is the first day after from that rests on no announcement;
// NoDay where the announcements reach as far as any letter does.
func provisionalFrom(cal *calendar.Calendar, from calendar.Day) calendar.Day {
	for d := from + 1; d <= from+farthest; d++ {
		if cal.Look(d).Provisional {
			return d
		}
	}
	return calendar.NoDay
}

// noRemedy is the place a letter leaves for the remedies.
const noRemedy = "【待填：救济途径】\n\n"

// corrections is how a letter calls the end of a request to correct a record.
var corrections = map[string]letter.Correcting{"corrected": letter.Corrected, "refused": letter.Uncorrected,
	"transferred": letter.Transferred, "directed": letter.Directed}

// reply fills in what an answer says of each part.
func (o *Office) reply(e *regulation.Edition, f LetterFacts, facts *letter.Facts) {
	facts.Title, facts.Words = replyHead(e, f.Parts)
	for _, p := range f.Parts {
		out, ok := e.Outcome(p.Outcome)
		if !ok {
			continue
		}
		holes := regulation.Holes{What: p.What, Place: p.Place, Agency: p.Agency, Reason: p.Reason}
		if p.Published != "" {
			holes.Place = strings.TrimSpace(p.Place + "（索引号 " + p.Published + "）")
		}
		part := letter.Part{What: p.What, Gives: out.Gives, Partial: out.Partial, Reason: p.Reason}
		if g, ok := e.Ground(p.Ground); ok {
			holes.Ground, holes.Article = g.Name, g.Article
			part.Ground, part.Article = g.Name, g.Article
		}
		if len(f.Parts) == 1 {
			facts.Words = out.Say(holes)
			part.Ground = "" // the operative sentence says it
		} else {
			part.Words = out.Say(holes) // each says all that it would say alone
		}
		facts.Parts = append(facts.Parts, part)
		if out.Gives || out.Partial {
			facts.Manner = "按照申请要求的形式提供"
		}
	}
}

// replyHead is the title of the letter over these parts, and what it says before
// it comes to each of several. Where one piece is given and another withheld it
// is the letter of disclosure in part; parts that end in other ways have a title
// of their own only where they share it, "" if not.
func replyHead(e *regulation.Edition, parts []request.Part) (title, words string) {
	sum, ok := e.Outcome(request.Sum(e, parts))
	switch {
	case !ok:
		return "", ""
	case len(parts) < 2:
		return sum.Letter, ""
	case sum.Partial:
		return sum.Letter, "经审查，所申请公开的信息中含有不应当公开的内容，但是能够作区分处理。根据《中华人民共和国政府信息公开条例》" + sum.Article +
			"的规定，现提供可以公开的内容，并对不予公开的内容说明理由，分别答复如下："
	}
	for _, p := range parts {
		if o, ok := e.Outcome(p.Outcome); ok && o.Letter != sum.Letter {
			return "", ""
		}
	}
	return sum.Letter, ""
}

func yuan(n int) string { return fmt.Sprintf("%d元", n) }

// extended is the day that would be due if so many days were granted now.
func extended(r request.Request, days int, h request.Hand) calendar.Day {
	longer, _, err := request.Extend(r, days, "延期", request.Letter{}, h)
	if err != nil {
		return calendar.NoDay
	}
	return longer.DueOn
}

// delayed is the day that would be due if so many days were fixed now.
func delayed(r request.Request, days int, h request.Hand) calendar.Day {
	if r.Delay == nil {
		r.Delay = &request.Delay{AskedOn: calendar.On(h.At), FixedOn: calendar.NoDay, BeforeOn: calendar.NoDay}
	}
	later, _, err := request.FixDelay(r, days, "理由", request.Letter{}, h)
	if err != nil {
		return calendar.NoDay
	}
	return later.DueOn
}

// remedyBodies is who decides reconsiderations and suits in the city, as the
// city's data name them.
func (o *Office) remedyBodies(ctx context.Context) (b remedy.Bodies, err error) {
	if b.Reconsideration, err = o.Store.City(ctx, "reconsideration"); err == nil {
		b.Court, err = o.Store.City(ctx, "court")
	}
	return b, err
}

// LetterDraft is a letter as the officer left it.
type LetterDraft struct {
	Kind letter.Kind
	Text string // "" sends none
	To   string
	// Attachments are the names of what goes with it.
	Attachments []string
}

// WithLetter does an act that sends a letter: it gets the agency's next number,
// is printed as PDF and DOCX, both are kept by their hashes, and the act is
// done with it; all or nothing. A blob that was put by an act undone stays
// behind and is nobody's. Errors: those of letter.Check, of the act,
// [store.ErrChanged].
func (o *Office) WithLetter(ctx context.Context, by account.Actor, id request.ID, stamp int64, d LetterDraft,
	act func(request.Request, request.Letter, request.Hand) (request.Request, journal.Entry, error)) (request.Request, error) {
	return o.withLetter(ctx, by, id, stamp, d, func(*store.Tx, request.Request) error { return nil }, act)
}

// withLetter is [Office.WithLetter] for an act that something in the record may
// refuse.
func (o *Office) withLetter(ctx context.Context, by account.Actor, id request.ID, stamp int64, d LetterDraft,
	check func(*store.Tx, request.Request) error,
	act func(request.Request, request.Letter, request.Hand) (request.Request, journal.Entry, error)) (request.Request, error) {
	return o.onRequest(ctx, by, id, stamp, func(tx *store.Tx, r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		var l request.Letter
		if err := check(tx, r); err != nil {
			return r, journal.Entry{}, err
		}
		if strings.TrimSpace(d.Text) != "" {
			// Whether the act is possible is asked before anything is printed.
			if _, _, err := act(r, request.Letter{Title: letter.Title(d.Text), PDF: "-"}, h); err != nil {
				return r, journal.Entry{}, err
			}
			a, err := tx.Agency(ctx, r.Agency)
			if err != nil {
				return r, journal.Entry{}, err
			}
			number, err := o.numberLetter(ctx, tx, r, h)
			if err != nil {
				return r, journal.Entry{}, err
			}
			if l, err = o.printLetter(ctx, d, a, number, calendar.On(h.At)); err != nil {
				return r, journal.Entry{}, err
			}
		}
		return act(r, l, h)
	})
}

// printLetter checks, prints and keeps a letter.
func (o *Office) printLetter(ctx context.Context, d LetterDraft, a agency.Agency, number string, on calendar.Day) (request.Letter, error) {
	paper := letterOf(d, a, number, on)
	if err := letter.Check(paper); err != nil {
		return request.Letter{}, err
	}
	l := request.Letter{Title: letter.Title(d.Text), Number: number, Text: d.Text, To: d.To}
	var err error
	l.PDF, l.DOCX, err = o.KeepPaper(ctx, letter.Compose(paper))
	return l, err
}

// KeepPaper prints a paper as PDF and as DOCX, keeps both and gives the hashes of
// their blobs.
func (o *Office) KeepPaper(ctx context.Context, paper block.Document) (asPDF, asDOCX string, err error) {
	if asPDF, err = o.keepPrinted(ctx, paper, pdf.Bytes); err == nil {
		asDOCX, err = o.keepPrinted(ctx, paper, docx.Bytes)
	}
	return asPDF, asDOCX, err
}

func (o *Office) keepPrinted(ctx context.Context, paper block.Document, write func(block.Document) ([]byte, error)) (hash string, err error) {
	printed, err := write(paper)
	if err != nil {
		return "", err
	}
	hash, _, err = o.Blobs.Put(ctx, bytes.NewReader(printed))
	return hash, err
}

func letterOf(d LetterDraft, a agency.Agency, number string, on calendar.Day) letter.Letter {
	return letter.Letter{
		Head: letter.Head{Agency: a.NameOn(on), English: a.English}, Kind: d.Kind, Number: number, Text: d.Text, On: on,
		Attachments: d.Attachments,
		Contact:     letter.Contact{Office: a.Card.Office, Phone: a.Card.Phone, Address: a.Card.Address, Postcode: a.Card.Postcode},
	}
}

// PreviewLetter is the letter as a PDF without its number, for the officer and
// the signer to read.
func (o *Office) PreviewLetter(ctx context.Context, r request.Request, d LetterDraft) ([]byte, error) {
	a, err := o.Store.Agency(ctx, r.Agency)
	if err != nil {
		return nil, err
	}
	return pdf.Bytes(letter.Compose(letterOf(d, a, "", o.Today())))
}

// Receipt is the receipt of a request as a PDF, with its QR, to be printed at
// the counter or fetched by the applicant.
func (o *Office) Receipt(ctx context.Context, r request.Request, queryAt string) ([]byte, error) {
	a, err := o.Store.Agency(ctx, r.Agency)
	if err != nil {
		return nil, err
	}
	text, err := o.LetterText(ctx, r, journal.RequestSubmit, LetterFacts{QueryAt: queryAt})
	if err != nil {
		return nil, err
	}
	paper := letterOf(LetterDraft{Kind: letter.Receipt, Text: text}, a, "", calendar.On(r.SubmittedAt))
	if queryAt != "" {
		paper.QR, paper.QRCaption = queryAt, "扫码查询办理进度"
	}
	return pdf.Bytes(letter.Compose(paper))
}

// SignAnswer signs the drafted answer: its letter is the one that was
// reviewed. Errors: as [Office.WithLetter], [Office.Lacks], [request.ErrLetter].
func (o *Office) SignAnswer(ctx context.Context, by account.Actor, id request.ID, stamp int64) (request.Request, error) {
	r, err := o.Store.Request(ctx, id)
	if err != nil {
		return r, err
	}
	if r.Decision == nil {
		return r, request.ErrState
	}
	kind, _ := LetterKind(r, journal.RequestSign, LetterFacts{})
	d := LetterDraft{Kind: kind, Text: r.Decision.Text, To: r.Applicant.Name}
	for _, hash := range r.Decision.Files {
		for _, f := range r.Files {
			if f.Hash == hash {
				d.Attachments = append(d.Attachments, f.Name)
				break
			}
		}
	}
	if strings.TrimSpace(d.Text) == "" {
		return r, request.ErrLetter
	}
	if stamp != 0 && stamp != r.Stamp {
		return r, store.ErrChanged
	}
	if err := o.adviceStands(ctx, r); err != nil {
		return r, err
	}
	// What was read above is what must be signed.
	return o.withLetter(ctx, by, id, r.Stamp, d, func(tx *store.Tx, r request.Request) error { return o.stands(ctx, tx, r) }, request.Sign)
}

// ErrAdvice refuses to sign a letter whose remedies are no longer the law's.
var ErrAdvice = errors.New("拟办以后救济途径的规定有变化，请退回，重新生成告知书")

// adviceStands checks that the law of today opens the same roads as that of the
// day the letter was written: on 2024-01-01, for one, a refusal could no longer
// be sued over directly.
func (o *Office) adviceStands(ctx context.Context, r request.Request) error {
	e, ok := r.Law()
	if !ok || r.Decision.DraftedOn == calendar.NoDay || r.Decision.DraftedOn == 0 {
		return nil
	}
	var outcomes []regulation.Outcome
	for _, p := range r.Decision.Parts {
		if out, ok := e.Outcome(p.Outcome); ok {
			outcomes = append(outcomes, out)
		}
	}
	bodies, err := o.remedyBodies(ctx)
	if err != nil {
		return err
	}
	now := remedy.Advice(outcomes, o.Today(), bodies)
	if now != remedy.Advice(outcomes, r.Decision.DraftedOn, bodies) && !strings.Contains(r.Decision.Text, now) {
		return ErrAdvice
	}
	return nil
}

// Blank says whether the error means that a letter is not finished.
func Blank(err error) bool {
	return errors.Is(err, letter.ErrBlank) || errors.Is(err, letter.ErrTitle)
}
