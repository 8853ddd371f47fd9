package desk

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/figures/annual"
	"gongkai/follow/notice"
	"gongkai/office"
	"gongkai/paper/gate"
	"gongkai/store"
	"gongkai/web/page"
)

// Desk is the officials' window on one office. Fill in the fields before
// [Desk.Routes]; nothing changes once it serves.
type Desk struct {
	Office *office.Office
	// OIDC is the identity provider officials may sign in with; the zero
	// value for none.
	OIDC OIDC
	// Sending says that mail goes out; else it waits in the outbox.
	Sending bool
	// Texting says that messages by SMS go out; else nobody is asked for a
	// mobile number.
	Texting bool
	// News writes to applicants what happened, once more where it did not arrive;
	// nil where there is nothing to send it by.
	News *notice.Herald
	// Search is the index of what is public; nil for none.
	Search Finder
	// Item draws a publication as the citizen will see it, without the frame:
	// the preview of a draft. Its files lie under the address given, which ends
	// in "/".
	Item func(ctx context.Context, p publication.Publication, files string) (templ.Component, error)
	// Report draws an annual report as its readers will see it, without the
	// frame: the preview. Its figures open under the address given, followed by
	// "/figure/".
	Report func(e annual.Edition, base string) templ.Component

	site       *page.Site
	frame      page.Frame
	provider   provider
	imports    *importJobs
	redactions *redactJobs
	tries      page.Pace // to sign in with a password
}

// triesAMinute bounds what strangers can make one node hash, which readers
// signing in wait for too.
const triesAMinute = 300

// Handler answers an official. Errors are those of page.Handler.
type Handler func(w http.ResponseWriter, r *http.Request, o *Official) error

// seat gives a handler its official. The route's policy has let nobody else
// in.
func (d *Desk) seat(h Handler) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		o := officialOf(r.Context())
		if o == nil {
			return page.ErrForbidden
		}
		if o.First && !beforeAll[r.Pattern] {
			http.Redirect(w, r, "/desk/me", http.StatusSeeOther)
			return nil
		}
		return h(w, r, o)
	}
}

// beforeAll is where an official goes whose password somebody else knows.
var beforeAll = map[string]bool{"GET /desk/me": true, "POST /desk/me/password": true, "POST /desk/sign-out": true}

// may opens a route to those who may do one of the acts in some agency. Which
// agency is asked by the handler, of the thing itself.
func may(acts ...journal.Act) page.Policy {
	names := make([]string, len(acts))
	for i, a := range acts {
		names[i] = string(a)
	}
	return page.May(names...)
}

// uploadLimit is what one posted form with files may weigh, in bytes.
const uploadLimit = 256 << 20

// Routes puts the desk into a site: who is looking, the refusals of the
// affairs, and every address under /desk with the act that opens it.
func (d *Desk) Routes(s *page.Site) {
	d.site = s
	d.tries.Most = triesAMinute
	d.imports, d.redactions = newImportJobs(s.Log), newRedactJobs(s.Log)
	s.Viewer = d.Viewer
	s.SessionCookie = SessionCookie
	s.Refusals = append(append(s.Refusals, Refusals...), requestRefusals...)
	d.frame = s.Frame
	d.frame.Name, d.frame.Home, d.frame.Search, d.frame.Navigation, d.frame.Account = "政务公开办公", "/desk", "", nil, ""
	before := s.FrameFor
	s.FrameFor = func(r *http.Request) *page.Frame {
		if r.URL.Path == "/desk" || strings.HasPrefix(r.URL.Path, "/desk/") {
			f := d.frameFor(r.Context(), officialOf(r.Context()))
			return &f
		}
		if before != nil {
			return before(r)
		}
		return nil
	}

	s.Handle("GET /desk/sign-in", page.Anyone(), d.signInShow)
	s.Handle("POST /desk/sign-in", page.Anyone(), d.signIn)
	s.Handle("GET /desk/sign-in/oidc", page.Anyone(), d.signInElsewhere)
	s.Handle("GET /desk/sign-in/oidc/callback", page.Anyone(), d.signInReturned)
	s.Handle("POST /desk/sign-out", page.SignedIn(), d.seat(d.signOut))
	s.Handle("GET /desk/me", page.SignedIn(), d.seat(d.ownShow))
	s.Handle("POST /desk/me/password", page.SignedIn(), d.seat(d.ownPassword))
	s.Handle("POST /desk/me/email", page.SignedIn(), d.seat(d.ownEmail))
	s.Handle("GET /desk/me/code", page.SignedIn(), d.seat(d.ownCodeShow))
	s.Handle("POST /desk/me/code", page.SignedIn(), d.seat(d.ownCode))

	s.Handle("GET /desk", page.SignedIn(), d.seat(d.home))
	s.Handle("GET /desk/find", page.SignedIn(), d.seat(d.find))

	s.Handle("GET /desk/drafts", may(account.LookDrafts), d.seat(d.draftList))
	s.Handle("GET /desk/draft/new", may(journal.DraftStart), d.seat(d.draftNew))
	s.Handle("POST /desk/draft/new", may(journal.DraftStart), d.seat(d.draftStart), page.Body(uploadLimit))
	s.Handle("GET /desk/draft/{id}", may(account.LookDrafts, journal.DraftConcur, journal.DraftDecide), d.seat(d.draftShow))
	s.Handle("GET /desk/draft/{id}/preview", may(account.LookDrafts, journal.DraftConcur, journal.DraftDecide), d.seat(d.draftPreview))
	s.Handle("GET /desk/draft/{id}/file/{n}/{name}", may(account.LookDrafts, journal.DraftConcur, journal.DraftDecide), d.seat(d.draftFile))
	s.Handle("GET /desk/draft/{id}/edit", may(journal.DraftEdit), d.seat(d.draftEditShow))
	s.Handle("POST /desk/draft/{id}/edit", may(journal.DraftEdit), d.seat(d.draftEdit), page.Body(uploadLimit))
	s.Handle("POST /desk/draft/{id}/gate", may(gateActs...), d.seat(d.draftGate))
	s.Handle("GET /desk/draft/{id}/gate/{n}", may(account.LookDrafts), d.seat(d.draftGateFile))
	s.Handle("GET /desk/draft/{id}/gate/{n}/{page}", may(account.LookDrafts), d.seat(d.draftGatePage))
	s.Handle("GET /desk/allowed", may(account.LookDrafts), d.seat(d.allowedList))
	s.Handle("POST /desk/allowed", may(journal.GateAllow), d.seat(d.allowedTeach))
	s.Handle("POST /desk/allowed/end", may(journal.GateAllowEnd), d.seat(d.allowedEnd))
	s.Handle("GET /desk/draft/{id}/split", may(journal.DraftSplit), d.seat(d.draftSplitShow))
	s.Handle("POST /desk/draft/{id}/split", may(journal.DraftSplit), d.seat(d.draftSplit))
	s.Handle("POST /desk/draft/{id}/answer_secrecy", may(journal.DraftAnswerSecrecy), d.seat(d.secrecyAnswer), page.Body(uploadLimit))
	s.Handle("GET /desk/draft/{id}/inquiry/{n}/{name}", may(account.LookDrafts), d.seat(d.inquiryFile))
	s.Handle("POST /desk/draft/{id}/decide", may(journal.DraftDecide), d.seat(d.draftDecide))
	for _, v := range deeds {
		s.Handle("POST /desk/draft/{id}/"+v.Path, may(v.Acts...), d.seat(d.draftDo(v)))
	}

	s.Handle("GET /desk/consultations", may(journal.DraftConcur, journal.DraftDecide), d.seat(d.consultationList))
	s.Handle("POST /desk/draft/{id}/concur", may(journal.DraftConcur), d.seat(d.consultationAnswer))

	s.Handle("GET /desk/withheld", may(account.LookWithheld, account.LookCity), d.seat(d.withheldList))
	s.Handle("GET /desk/withheld/examine", may(journal.DraftReexamine), d.seat(d.withheldExamineShow))
	s.Handle("POST /desk/withheld/examine", may(journal.DraftReexamine), d.seat(d.withheldExamine))
	s.Handle("GET /desk/conversions", may(account.LookWithheld, account.LookCity), d.seat(d.conversionList))

	s.Handle("GET /desk/publications", may(account.LookDrafts, journal.Withdraw), d.seat(d.publicationList))
	s.Handle("GET /desk/publication/{code}/{serial}", may(account.LookDrafts, journal.Withdraw), d.seat(d.publicationShow))
	s.Handle("GET /desk/publication/{code}/{serial}/file/{n}/{name}", may(account.LookDrafts, journal.Withdraw), d.seat(d.publicationFile))
	s.Handle("POST /desk/publication/{code}/{serial}/revise", may(journal.DraftStart), d.seat(d.publicationRevise))
	s.Handle("POST /desk/publication/{code}/{serial}/withdraw", may(journal.Withdraw), d.seat(d.publicationWithdraw))
	s.Handle("POST /desk/publication/{code}/{serial}/channel", may(journal.RecordChannel), d.seat(d.publicationChannel))

	d.requestRoutes(s)
	d.remedyRoutes(s)
	d.reportRoutes(s)
	d.ledgerRoutes(s)
	d.normRoutes(s)
	d.adminRoutes(s)
	d.mailRoutes(s)
	d.seriesRoutes(s)
	d.phraseRoutes(s)
	d.gazetteRoutes(s)
	d.interpretationRoutes(s)
}

// navigation is the desk's menu: each row is shown to those who may do one of
// its acts; a row without acts to everybody.
var navigation = []struct {
	Text, Href string
	Acts       []journal.Act
}{
	{"我的待办", "/desk", nil},
	{"依申请公开", "/desk/requests", []journal.Act{account.LookRequests}},
	{"起草", "/desk/draft/new", []journal.Act{journal.DraftStart}},
	{"在办信息", "/desk/drafts", []journal.Act{account.LookDrafts}},
	{"征求意见事项", "/desk/consultations", []journal.Act{journal.DraftConcur, journal.DraftDecide}},
	{"允许清单", "/desk/allowed", []journal.Act{journal.GateAllow}},
	{"邮件", "/desk/mail", []journal.Act{account.LookMail}},
	{"已公开", "/desk/publications", []journal.Act{account.LookDrafts, journal.Withdraw}},
	{"文号情况", "/desk/series", []journal.Act{journal.SeriesExplain}},
	{"规范性文件", "/desk/norms", []journal.Act{account.LookNorms}},
	{"公报", "/desk/gazette", []journal.Act{account.LookGazette}},
	{"不主动公开", "/desk/withheld", []journal.Act{account.LookWithheld, account.LookCity}},
	{"监督与救济", "/desk/remedies", []journal.Act{account.LookRemedies}},
	{"台账", "/desk/ledger", []journal.Act{account.LookLedger}},
	{"年度报告", "/desk/reports", []journal.Act{account.LookReport}},
	{"全市情况", "/desk/city", []journal.Act{account.LookCity, account.LookEvidence}},
	{"各机关", "/desk/agencies", []journal.Act{journal.AgencyCard}},
	{"目录类别", "/desk/categories", []journal.Act{journal.CategoryAdd}},
	{"导入", "/desk/imports", []journal.Act{journal.ImportStart}},
	{"工作移交", "/desk/handover", []journal.Act{journal.AccountHandOver}},
	{"账号", "/desk/accounts", []journal.Act{account.LookAccounts}},
	{"日志", "/desk/journal", []journal.Act{account.LookJournal}},
	{"放假通知", "/desk/notices", []journal.Act{journal.NoticeAdd}},
	{"本市设置", "/desk/settings", []journal.Act{journal.CitySet}},
}

// theirs says whether a row of the menu is the official's: the gazette is one
// agency's.
func (d *Desk) theirs(ctx context.Context, o *Official, href string) bool {
	if href != "/desk/gazette" {
		return true
	}
	_, err := d.editor(ctx, o)
	return err == nil
}

func (d *Desk) frameFor(ctx context.Context, o *Official) page.Frame {
	f := d.frame
	if o == nil || o.First {
		return f
	}
	f.Search = "/desk/find"
	for _, row := range navigation {
		show := len(row.Acts) == 0
		for _, act := range row.Acts {
			show = show || o.Actor.May(act, "")
		}
		if show && d.theirs(ctx, o, row.Href) {
			f.Navigation = append(f.Navigation, page.Link{Text: row.Text, Href: row.Href})
		}
	}
	return f
}

// Refusals is what the desk makes of the refusals of the affairs: the status,
// and the field of its own forms beside which the sentence stands.
var Refusals = []page.Refusal{
	{Err: account.ErrForbidden, Status: http.StatusForbidden},
	{Err: account.ErrSignIn, Status: http.StatusUnprocessableEntity},
	{Err: account.ErrLocked, Status: http.StatusUnprocessableEntity},
	{Err: account.ErrPassword, Status: http.StatusUnprocessableEntity, Field: "new"},
	{Err: account.ErrEmail, Status: http.StatusUnprocessableEntity, Field: "email"},
	{Err: account.ErrSameEmail, Status: http.StatusUnprocessableEntity, Field: "email"},
	{Err: account.ErrEnded, Status: http.StatusUnprocessableEntity},
	{Err: office.ErrBusy, Status: http.StatusServiceUnavailable},
	{Err: agency.ErrClosed, Status: http.StatusUnprocessableEntity, Field: "agency"},

	{Err: store.ErrNotFound, Status: http.StatusNotFound},
	{Err: store.ErrChanged, Status: http.StatusConflict},
	{Err: store.ErrRevising, Status: http.StatusUnprocessableEntity},

	{Err: publication.ErrTitle, Status: http.StatusUnprocessableEntity, Field: "title"},
	{Err: publication.ErrCategory, Status: http.StatusUnprocessableEntity, Field: "category"},
	{Err: publication.ErrIssued, Status: http.StatusUnprocessableEntity, Field: "issued"},
	{Err: publication.ErrIssuedLate, Status: http.StatusUnprocessableEntity, Field: "issued"},
	{Err: publication.ErrEmpty, Status: http.StatusUnprocessableEntity, Field: "body"},
	{Err: publication.ErrStage, Status: http.StatusUnprocessableEntity, Field: "stage"},
	{Err: publication.ErrMatter, Status: http.StatusUnprocessableEntity, Field: "stage"},
	{Err: publication.ErrValidity, Status: http.StatusUnprocessableEntity, Field: "validity"},
	{Err: publication.ErrEnded, Status: http.StatusUnprocessableEntity, Field: "ended"},
	{Err: publication.ErrEndedWhen, Status: http.StatusUnprocessableEntity, Field: "ended"},
	{Err: publication.ErrEndedFor, Status: http.StatusUnprocessableEntity, Field: "ended"},
	{Err: publication.ErrInterprets, Status: http.StatusUnprocessableEntity, Field: "interprets"},
	{Err: publication.ErrChannel, Status: http.StatusUnprocessableEntity, Field: "channels"},
	{Err: publication.ErrFiles, Status: http.StatusUnprocessableEntity, Field: "files"},
	{Err: publication.ErrState, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrNotFound, Status: http.StatusNotFound},
	{Err: publication.ErrAttribute, Status: http.StatusUnprocessableEntity, Field: "attribute"},
	{Err: publication.ErrReason, Status: http.StatusUnprocessableEntity, Field: "reason"},
	{Err: publication.ErrGround, Status: http.StatusUnprocessableEntity, Field: "ground"},
	{Err: publication.ErrReexamine, Status: http.StatusUnprocessableEntity, Field: "reexamine"},
	{Err: publication.ErrReexamineFar, Status: http.StatusUnprocessableEntity, Field: "reexamine"},
	{Err: publication.ErrBound, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrConsent, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrOwn, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrLead, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrPick, Status: http.StatusUnprocessableEntity, Field: "blocks"},
	{Err: publication.ErrPickAll, Status: http.StatusUnprocessableEntity, Field: "blocks"},
	{Err: publication.ErrPickKind, Status: http.StatusUnprocessableEntity, Field: "attribute"},
	{Err: publication.ErrPart, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrConvert, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrNoDispute, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrReferred, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrDecided, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrInquiring, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrNoInquiry, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrNotProactive, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrIsProactive, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrGate, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrScreening, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrFound, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrSecond, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrSecondSecrecy, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrAllowClass, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrAllowed, Status: http.StatusUnprocessableEntity},
	{Err: gate.ErrNotCleaned, Status: http.StatusUnprocessableEntity},
	{Err: gate.ErrLegacy, Status: http.StatusUnprocessableEntity},
	{Err: gate.ErrTooLong, Status: http.StatusUnprocessableEntity},
	{Err: gate.ErrTooSlow, Status: http.StatusUnprocessableEntity},
	{Err: gate.ErrUnread, Status: http.StatusUnprocessableEntity},
	{Err: gate.ErrEncrypted, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrConsulting, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrObjected, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrConsulted, Status: http.StatusUnprocessableEntity, Field: "consult"},
	{Err: publication.ErrNotConsulted, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrConsultSelf, Status: http.StatusUnprocessableEntity, Field: "consult"},
	{Err: publication.ErrSamePerson, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrNote, Status: http.StatusUnprocessableEntity, Field: "why"},
	{Err: publication.ErrPublishAt, Status: http.StatusUnprocessableEntity, Field: "when"},
	{Err: publication.ErrNotYet, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrChange, Status: http.StatusUnprocessableEntity, Field: "change"},
	{Err: publication.ErrWithdrawn, Status: http.StatusUnprocessableEntity},
	{Err: publication.ErrAddress, Status: http.StatusUnprocessableEntity, Field: "address"},
	{Err: publication.ErrIndex, Status: http.StatusUnprocessableEntity, Field: "successor"},
}
