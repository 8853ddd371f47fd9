package account

import (
	"slices"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
)

// Look names what can be seen at the desk but changes nothing. It shares the
// table with acts, so reading and doing are permitted in one place.
const (
	LookDrafts journal.Act = "look.drafts" // an agency's drafts and queues
	// LookRemedies is complaints one handles, reconsiderations, suits and orders.
	LookRemedies journal.Act = "look.remedies"
	LookReport   journal.Act = "look.report"   // annual reports being made
	LookCity     journal.Act = "look.city"     // figures and states of all agencies
	LookJournal  journal.Act = "look.journal"  // the journal
	LookAccounts journal.Act = "look.accounts" // accounts and their roles
	LookWithheld journal.Act = "look.withheld" // what an agency withholds, with grounds
	LookRequests journal.Act = "look.requests" // an agency's requests and their applicants
	LookMail     journal.Act = "look.mail"     // an agency's outbox and tray
	LookLedger   journal.Act = "look.ledger"   // an agency's ledgers
	LookNorms    journal.Act = "look.norms"    // norms whose term ends, and clean-ups
	LookGazette  journal.Act = "look.gazette"  // the gazette's ledger and its issues in hand
	LookEvidence journal.Act = "look.evidence" // evidence for assessment: published things and their clocks
	// LookOwn is what a reader keeps: to see it, add to it and take from it is
	// nobody else's business, and leaves no entry.
	LookOwn journal.Act = "look.own"
)

// Self stands in the table for a registered reader acting on what is their own
// ([Citizen]). It is no [Role]: nobody can be granted it.
const Self Role = "self"

// Asker stands in the table for whoever filed a request, acting on that
// request ([Applicant]). It is no [Role] either.
const Asker Role = "applicant"

// Consulted stands in the table for a party asked for an opinion about a request
// ([Party]). It is no [Role] either.
const Consulted Role = "party"

// Table is role x act: who may do what. Nothing else grants anything.
// A row whose roles are nil is done by the platform itself only.
var Table = []struct {
	Act   journal.Act
	Roles []Role
}{
	{journal.AgencyAdd, []Role{CityOffice}},
	{journal.AgencyRename, []Role{CityOffice}},
	{journal.AgencyCard, []Role{Clerk, Head, CityOffice}},
	{journal.AgencyGuide, []Role{Clerk, Head, CityOffice}},
	{journal.AgencyMerge, []Role{CityOffice}},
	{journal.AgencySplit, []Role{CityOffice}},

	{journal.AccountAdd, []Role{SystemAdmin}},
	{journal.AccountGrant, []Role{SecurityAdmin}},
	{journal.AccountRevoke, []Role{SecurityAdmin}},
	{journal.AccountPassword, []Role{SystemAdmin}},
	{journal.AccountTOTP, []Role{SystemAdmin}},
	{journal.AccountEmail, []Role{SystemAdmin}},
	{journal.AccountUnlock, []Role{SystemAdmin}},
	{journal.AccountHandOver, []Role{Head, CityOffice, SystemAdmin}},
	{journal.AccountEnd, []Role{SystemAdmin}},
	{journal.AccountSignIn, nil},
	{journal.AccountFail, nil},
	{journal.AccountLock, nil},

	{journal.CitizenRegister, nil},
	{journal.CitizenSignIn, nil},
	{journal.CitizenLock, nil},
	{journal.CitizenPassword, []Role{Self}},
	{journal.CitizenClose, []Role{Self}},

	{journal.CategoryAdd, []Role{Head, CityOffice}},

	{journal.DraftStart, []Role{Clerk, Reviewer, Head}},
	{journal.DraftEdit, []Role{Clerk, Reviewer, Head}},
	{journal.DraftDetermine, []Role{Clerk, Reviewer, Head}},
	{journal.DraftConsult, []Role{Clerk, Reviewer, Head}},
	{journal.DraftConcur, []Role{Clerk, Reviewer, Head}},
	{journal.DraftLapse, nil},
	{journal.DraftPlan, []Role{Clerk, Reviewer, Head}},
	{journal.DraftExempt, []Role{Head}},
	{journal.DraftSubmit, []Role{Clerk, Reviewer, Head}},
	{journal.DraftRecall, []Role{Clerk, Reviewer, Head}},
	{journal.DraftClear, []Role{SecrecyReviewer}},
	{journal.DraftReturn, []Role{SecrecyReviewer, Signer, Head}},
	{journal.DraftSchedule, []Role{Signer, Head}},
	{journal.DraftUnschedule, []Role{Signer, Head}},
	{journal.DraftWithhold, []Role{Signer, Head}},
	{journal.DraftReexamine, []Role{Signer, Head}},
	{journal.DraftDiscard, []Role{Clerk, Reviewer, Head}},
	{journal.DraftMove, nil},
	{journal.DraftReaddress, nil},
	{journal.DraftReckon, nil},
	{journal.DraftGoBack, nil},

	{journal.DraftTrace, []Role{Clerk, Reviewer, Head}},
	{journal.DraftSplit, []Role{Clerk, Reviewer, Head}},
	{journal.DraftConvert, []Role{Signer, Head}},
	{journal.DraftRefer, []Role{Clerk, Reviewer, Head}},
	{journal.DraftDecide, []Role{CityOffice}},
	{journal.DraftAskSecrecy, []Role{Clerk, Reviewer, SecrecyReviewer, Head}},
	{journal.DraftAnswerSecrecy, []Role{Clerk, Reviewer, SecrecyReviewer, Head}},

	{journal.DraftMask, []Role{Clerk, Reviewer, Head}},
	{journal.DraftCleanFile, []Role{Clerk, Reviewer, Head}},
	{journal.DraftOverride, []Role{Clerk, Reviewer, Head}},
	{journal.DraftOverrideAgree, []Role{SecrecyReviewer, Head}},
	{journal.GateAllow, []Role{Head}},
	{journal.GateAllowEnd, []Role{Head}},

	{journal.Publish, []Role{Signer, Head}},
	{journal.Revise, []Role{Signer, Head}},
	{journal.Withdraw, []Role{Signer, Head, CityOffice}},
	{journal.Import, []Role{Head, CityOffice}},
	{journal.ImportUndo, []Role{Head, CityOffice}},
	{journal.Move, nil},
	{journal.RecordChannel, []Role{Clerk, Reviewer, Head}},

	{journal.SeriesExplain, []Role{Head, CityOffice}},
	{journal.SeriesRetract, []Role{Head, CityOffice}},
	{journal.PhraseAdd, []Role{Clerk, Reviewer, Head}},
	{journal.PhraseChange, []Role{Clerk, Reviewer, Head}},
	{journal.PhraseRetire, []Role{Clerk, Reviewer, Head}},

	{journal.GazetteYear, []Role{Clerk, Reviewer, Head, CityOffice}},
	{journal.IssueAdd, []Role{Clerk, Reviewer, Head, CityOffice}},
	{journal.IssuePublish, []Role{Signer, Head, CityOffice}},
	{journal.IssueMissing, []Role{Head, CityOffice}},
	{journal.IssueCorrect, []Role{Signer, Head, CityOffice}},
	{journal.IssueRetract, []Role{Signer, Head, CityOffice}},
	{journal.IssueStrike, []Role{Head, CityOffice}},

	{journal.NormRegister, []Role{Signer, Head}},
	{journal.NormTerm, []Role{Signer, Head}},
	{journal.NormAmend, []Role{Signer, Head}},
	{journal.NormRepeal, []Role{Signer, Head, CityOffice}},
	{journal.NormVoid, []Role{Signer, Head, CityOffice}},
	{journal.NormExtend, []Role{Signer, Head}},
	{journal.NormCorrect, []Role{Head, CityOffice}},
	{journal.NormPass, nil},

	{journal.CampaignOpen, []Role{CityOffice}},
	{journal.CampaignDecide, []Role{Reviewer, Head}},
	{journal.CampaignClose, []Role{CityOffice}},

	{journal.RequestSubmit, []Role{Clerk, Reviewer, Head, Asker}},
	{journal.RequestConfirm, []Role{Clerk, Reviewer, Head}},
	{journal.RequestSort, []Role{Clerk, Reviewer, Head}},
	{journal.RequestAmend, []Role{Clerk, Reviewer, Head}},
	{journal.RequestAssign, []Role{Clerk, Reviewer, Head}},
	{journal.RequestNote, []Role{Clerk, Reviewer, SecrecyReviewer, Signer, Head, CityOffice}},
	{journal.RequestAdd, []Role{Clerk, Reviewer, Head, Asker}},
	{journal.RequestClarify, []Role{Clerk, Reviewer, Head}},
	{journal.RequestProlong, []Role{Clerk, Reviewer, Head}},
	{journal.RequestSupplement, []Role{Clerk, Reviewer, Head, Asker}},
	{journal.RequestLapse, []Role{Clerk, Reviewer, Head}},
	{journal.RequestConsult, []Role{Clerk, Reviewer, Head}},
	{journal.RequestHear, []Role{Clerk, Reviewer, Head, Consulted}},
	{journal.RequestGot, []Role{Clerk, Reviewer, Head}},
	{journal.RequestSilence, nil},
	{journal.RequestConsultEnd, []Role{Clerk, Reviewer, Head}},
	{journal.RequestWeigh, []Role{Clerk, Reviewer, Head}},
	{journal.RequestExtendAsk, []Role{Clerk, Reviewer}},
	{journal.RequestExtend, []Role{Head}},
	{journal.RequestExtendRefuse, []Role{Head}},
	{journal.RequestExtendUndo, []Role{Head}},
	{journal.RequestReasons, []Role{Clerk, Reviewer, Head}},
	{journal.RequestDelay, []Role{Head}},
	{journal.RequestCharge, []Role{Clerk, Reviewer, Head}},
	{journal.RequestPay, []Role{Clerk, Reviewer, Head}},
	{journal.RequestWaive, []Role{Head}},
	{journal.RequestRefund, []Role{Head}},
	{journal.RequestUnpaid, []Role{Clerk, Reviewer, Head}},
	{journal.RequestRedact, []Role{Clerk, Reviewer, Head}},
	{journal.RequestDraft, []Role{Clerk, Reviewer, Head}},
	{journal.RequestPropose, []Role{Clerk, Reviewer, Head}},
	{journal.RequestRecall, []Role{Clerk, Reviewer, Head}},
	{journal.RequestReview, []Role{Reviewer, Head}},
	{journal.RequestReturn, []Role{Reviewer, Signer, Head}},
	{journal.RequestSign, []Role{Signer, Head}},
	{journal.RequestUnsign, []Role{Signer, Head}},
	{journal.RequestDeliver, []Role{Clerk, Reviewer, Head}},
	{journal.RequestBounce, []Role{Clerk, Reviewer, Head}},
	{journal.RequestRedeliver, []Role{Clerk, Reviewer, Head}},
	{journal.RequestWithdraw, []Role{Clerk, Reviewer, Head, Asker}},
	{journal.RequestTell, []Role{Clerk, Reviewer, Head}},
	{journal.RequestPublish, []Role{Clerk, Reviewer, Head}},
	{journal.RequestReopen, []Role{Head, CityOffice}},
	{journal.RequestRate, []Role{Asker}},
	{journal.RequestMove, nil},
	{journal.RequestReckon, nil},
	{journal.RequestOrder, []Role{Head, CityOffice}},
	{journal.RequestImport, nil},

	{journal.ComplaintRegister, []Role{Clerk, Reviewer, Head, CityOffice, Asker}},
	{journal.ComplaintAccept, []Role{Clerk, Reviewer, Head, CityOffice}},
	{journal.ComplaintRedirect, []Role{Clerk, Reviewer, Head, CityOffice}},
	{journal.ComplaintAssign, []Role{Reviewer, Head, CityOffice}},
	{journal.ComplaintAnswer, []Role{Reviewer, Head, CityOffice}},
	{journal.ComplaintWithdraw, []Role{Clerk, Reviewer, Head, CityOffice, Asker}},
	{journal.ComplaintRate, []Role{Clerk, Head, CityOffice, Asker}},
	{journal.ComplaintAttach, []Role{Clerk, Reviewer, Head, CityOffice, Asker}},
	{journal.ComplaintExtend, []Role{Reviewer, Head, CityOffice}},
	{journal.ComplaintAsk, []Role{Clerk, Reviewer, Head, CityOffice}},
	{journal.ComplaintState, []Role{Clerk, Reviewer, Head, CityOffice}},

	{journal.ReconsiderationRegister, []Role{Clerk, Head, CityOffice}},
	{journal.ReconsiderationAccept, []Role{Clerk, Head, CityOffice}},
	{journal.ReconsiderationRefuse, []Role{Clerk, Head, CityOffice}},
	{journal.ReconsiderationAnswer, []Role{Clerk, Head}},
	{journal.ReconsiderationHear, []Role{Clerk, Head, CityOffice}},
	{journal.ReconsiderationExtend, []Role{Clerk, Head, CityOffice}},
	{journal.ReconsiderationDecide, []Role{Clerk, Head, CityOffice}},
	{journal.ReconsiderationReopen, []Role{Head, CityOffice}},
	{journal.ReconsiderationAttach, []Role{Clerk, Reviewer, Head, CityOffice}},

	{journal.SuitRegister, []Role{Clerk, Head, CityOffice}},
	{journal.SuitDefend, []Role{Clerk, Head}},
	{journal.SuitDefendAppeal, []Role{Clerk, Head}},
	{journal.SuitHear, []Role{Clerk, Head, CityOffice}},
	{journal.SuitJudge, []Role{Clerk, Head, CityOffice}},
	{journal.SuitAppeal, []Role{Clerk, Head, CityOffice}},
	{journal.SuitRemand, []Role{Clerk, Head, CityOffice}},
	{journal.SuitJudgeAppeal, []Role{Clerk, Head, CityOffice}},
	{journal.SuitClose, []Role{Clerk, Head, CityOffice}},
	{journal.SuitReopen, []Role{Head, CityOffice}},
	{journal.SuitAttach, []Role{Clerk, Reviewer, Head, CityOffice}},

	{journal.OrderIssue, []Role{Head, CityOffice}},
	{journal.OrderReport, []Role{Clerk, Head}},
	{journal.OrderReturn, []Role{Head, CityOffice}},
	{journal.OrderConfirm, []Role{Head, CityOffice}},
	{journal.OrderRevoke, []Role{Head, CityOffice}},
	{journal.OrderSanction, []Role{Head, CityOffice}},
	{journal.OrderAttach, []Role{Clerk, Reviewer, Head, CityOffice}},

	{journal.RemedyReckon, nil},
	{journal.RemedyMove, nil},

	{journal.LedgerEnter, []Role{Clerk, Reviewer, Head}},
	{journal.LedgerImport, []Role{Head, CityOffice}},
	{journal.LedgerAmend, []Role{Clerk, Reviewer, Head}},
	{journal.LedgerRelease, []Role{Signer, Head}},
	{journal.LedgerRetract, []Role{Signer, Head, CityOffice}},
	{journal.LedgerStrike, []Role{Clerk, Reviewer, Head}},
	{journal.LedgerImportUndo, []Role{Head, CityOffice}},
	{journal.LedgerMove, nil},

	{journal.ImportStart, []Role{Head, CityOffice}},
	{journal.ImportFinish, []Role{Head, CityOffice}},

	{journal.RedirectImport, []Role{CityOffice}},
	{journal.RedirectUndo, []Role{CityOffice}},

	{journal.NoticeAdd, []Role{CityOffice}},
	{journal.CityFound, nil},
	{journal.CitySet, []Role{CityOffice}},

	{journal.MailRetry, []Role{Clerk, Head, CityOffice}},
	{journal.MailAssign, []Role{Clerk, Head, CityOffice}},
	{journal.MailPass, []Role{Clerk, Head, CityOffice}},
	{journal.MailDismiss, []Role{Clerk, Head, CityOffice}},

	{journal.ReportStart, []Role{Clerk, Reviewer, Head}},
	{journal.ReportWrite, []Role{Clerk, Reviewer, Head}},
	{journal.ReportDeclare, []Role{Clerk, Reviewer, Head}},
	{journal.ReportExplain, []Role{Clerk, Reviewer, Head}},
	{journal.ReportAttach, []Role{Clerk, Reviewer, Head}},
	{journal.ReportTable, []Role{Clerk, Reviewer, Head}},
	{journal.ReportSign, []Role{Signer, Head}},
	{journal.ReportUnsign, []Role{Signer, Head}},
	{journal.ReportSubmit, []Role{Clerk, Reviewer, Head}},
	{journal.ReportReturn, []Role{CityOffice}},
	{journal.ReportAccept, []Role{CityOffice}},
	{journal.ReportPublish, []Role{Signer, Head}},
	{journal.ReportReopen, []Role{Head, CityOffice}},
	{journal.ReportCorrect, []Role{Signer, Head}},

	{LookDrafts, []Role{Clerk, Reviewer, SecrecyReviewer, Signer, Head}},
	{LookMail, []Role{Clerk, Head, CityOffice}},
	{LookWithheld, []Role{Clerk, Reviewer, SecrecyReviewer, Signer, Head}},
	{LookRequests, []Role{Clerk, Reviewer, SecrecyReviewer, Signer, Head, CityOffice}},
	{LookRemedies, []Role{Clerk, Reviewer, Head, CityOffice}},
	{LookReport, []Role{Clerk, Reviewer, Signer, Head, CityOffice, Leader}},
	{LookLedger, []Role{Clerk, Reviewer, SecrecyReviewer, Signer, Head, CityOffice, Leader}},
	{LookCity, []Role{CityOffice, Leader}},
	{LookNorms, []Role{Clerk, Reviewer, Signer, Head, CityOffice, Leader}},
	{LookGazette, []Role{Clerk, Reviewer, Signer, Head, CityOffice}},
	{LookEvidence, []Role{Assessor, CityOffice, Leader}},
	{LookJournal, []Role{AuditAdmin}},
	{LookAccounts, []Role{SystemAdmin, SecurityAdmin, AuditAdmin}},
	{LookOwn, []Role{Self}},
}

var permitted = func() map[journal.Act]map[Role]Span {
	m := make(map[journal.Act]map[Role]Span, len(Table))
	for _, row := range Table {
		m[row.Act] = make(map[Role]Span, len(row.Roles))
		for _, r := range row.Roles {
			if span, _, ok := r.known(); ok {
				m[row.Act][r] = span
			}
		}
	}
	return m
}()

// own is the acts of [Self], asked those of [Asker], heard those of [Consulted].
var own, asked, heard = actsOf(Self), actsOf(Asker), actsOf(Consulted)

func actsOf(r Role) map[journal.Act]bool {
	m := map[journal.Act]bool{}
	for _, row := range Table {
		if slices.Contains(row.Roles, r) {
			m[row.Act] = true
		}
	}
	return m
}

// May says whether the holder of the grants may do the act for the agency. For
// in == "" (acts of the platform, pages of the desk) a role anywhere suffices.
// Unknown acts are refused.
func May(grants []Grant, act journal.Act, in agency.Code) bool {
	roles := permitted[act]
	for _, g := range grants {
		span, ok := roles[g.Role]
		if !ok {
			continue
		}
		if span == City || in == "" || g.Agency == in {
			return true
		}
	}
	return false
}
