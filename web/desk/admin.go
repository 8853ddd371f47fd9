package desk

import (
	"context"
	"net/http"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/office/intake"
	"gongkai/paper/sheet"
	"gongkai/web/page"
)

// adminRoutes is the addresses at which the house is run: accounts, agencies,
// the category tree, imports, the overview of the city, the journal.
func (d *Desk) adminRoutes(s *page.Site) {
	s.Refusals = append(s.Refusals, adminRefusals...)

	s.Handle("GET /desk/accounts", may(account.LookAccounts), d.seat(d.accountList))
	s.Handle("GET /desk/accounts/new", may(journal.AccountAdd), d.seat(d.accountNew))
	s.Handle("POST /desk/accounts/new", may(journal.AccountAdd), d.seat(d.accountAdd))
	s.Handle("GET /desk/account/{login}", may(account.LookAccounts), d.seat(d.accountShow))
	s.Handle("POST /desk/account/{login}/password", may(journal.AccountPassword), d.seat(d.accountPassword))
	s.Handle("POST /desk/account/{login}/unlock", may(journal.AccountUnlock), d.seat(d.accountUnlock))
	s.Handle("POST /desk/account/{login}/code", may(journal.AccountTOTP), d.seat(d.accountCode))
	s.Handle("POST /desk/account/{login}/end", may(journal.AccountEnd), d.seat(d.accountEnd))
	s.Handle("POST /desk/account/{login}/grant", may(journal.AccountGrant), d.seat(d.accountGrant))
	s.Handle("POST /desk/account/{login}/revoke", may(journal.AccountRevoke), d.seat(d.accountRevoke))
	s.Handle("GET /desk/handover", may(journal.AccountHandOver), d.seat(d.handoverList))
	s.Handle("GET /desk/handover/{login}", may(journal.AccountHandOver), d.seat(d.handoverShow))
	s.Handle("POST /desk/handover/{login}", may(journal.AccountHandOver), d.seat(d.handover))

	s.Handle("GET /desk/agencies", may(journal.AgencyCard), d.seat(d.agencyList))
	s.Handle("GET /desk/agencies/new", may(journal.AgencyAdd), d.seat(d.agencyNew))
	s.Handle("POST /desk/agencies/new", may(journal.AgencyAdd), d.seat(d.agencyAdd))
	s.Handle("GET /desk/agency/{code}", may(journal.AgencyCard), d.seat(d.agencyShow))
	s.Handle("GET /desk/agency/{code}/card", may(journal.AgencyCard), d.seat(d.agencyCardShow))
	s.Handle("POST /desk/agency/{code}/card", may(journal.AgencyCard), d.seat(d.agencyCard))
	s.Handle("GET /desk/agency/{code}/guide", may(journal.AgencyGuide), d.seat(d.agencyGuideShow))
	s.Handle("POST /desk/agency/{code}/guide", may(journal.AgencyGuide), d.seat(d.agencyGuide))
	s.Handle("GET /desk/agency/{code}/rename", may(journal.AgencyRename), d.seat(d.agencyRenameShow))
	s.Handle("POST /desk/agency/{code}/rename", may(journal.AgencyRename), d.seat(d.agencyRename))
	s.Handle("GET /desk/agency/{code}/merge", may(journal.AgencyMerge), d.seat(d.agencyMergeShow))
	s.Handle("POST /desk/agency/{code}/merge", may(journal.AgencyMerge), d.seat(d.agencyMerge))
	s.Handle("GET /desk/agency/{code}/split", may(journal.AgencySplit), d.seat(d.agencySplitShow))
	s.Handle("POST /desk/agency/{code}/split", may(journal.AgencySplit), d.seat(d.agencySplit))

	s.Handle("GET /desk/categories", may(journal.CategoryAdd), d.seat(d.categoryList))
	s.Handle("POST /desk/categories", may(journal.CategoryAdd), d.seat(d.categoryAdd))

	s.Handle("GET /desk/city", may(account.LookCity, account.LookEvidence), d.seat(d.cityShow))
	s.Handle("GET /desk/city/late/{code}", may(account.LookCity, account.LookEvidence), d.seat(d.cityLate))
	s.Handle("GET /desk/journal", may(account.LookJournal), d.seat(d.journalList))
	s.Handle("GET /desk/notices", may(journal.NoticeAdd), d.seat(d.noticeList))
	s.Handle("POST /desk/notices", may(journal.NoticeAdd), d.seat(d.noticeAdd))

	s.Handle("GET /desk/settings", may(journal.CitySet), d.seat(d.settingList))
	s.Handle("POST /desk/settings", may(journal.CitySet), d.seat(d.settingSave))

	d.redirectRoutes(s)
	s.Handle("GET /desk/imports", may(journal.ImportStart), d.seat(d.importList))
	s.Handle("POST /desk/imports", may(journal.ImportStart), d.seat(d.importUpload), page.Body(uploadLimit+1<<20))
	s.Handle("GET /desk/imports/new", may(journal.ImportStart), d.seat(d.importPreviewShow))
	s.Handle("POST /desk/imports/new", may(journal.ImportStart), d.seat(d.importPreview))
	s.Handle("GET /desk/imports/begun", may(journal.ImportStart), d.seat(d.importBegun))
	s.Handle("GET /desk/import/{run}", may(journal.ImportStart), d.seat(d.importShow))
	s.Handle("GET /desk/import/{run}/refused.csv", may(journal.ImportStart), d.seat(d.importRefused))
	s.Handle("GET /desk/import/{run}/refused.xlsx", may(journal.ImportStart), d.seat(d.importRefused))
	s.Handle("POST /desk/import/{run}/stop", may(journal.ImportStart), d.seat(d.importStop))
	s.Handle("POST /desk/import/{run}/resume", may(journal.ImportStart), d.seat(d.importResume))
	s.Handle("GET /desk/import/{run}/undo", may(journal.ImportUndo), d.seat(d.importUndoShow))
	s.Handle("POST /desk/import/{run}/undo", may(journal.ImportUndo), d.seat(d.importUndo))
}

// adminRefusals adds to [Refusals] what the pages of this file can be refused.
var adminRefusals = []page.Refusal{
	{Err: account.ErrLogin, Status: http.StatusUnprocessableEntity, Field: "login"},
	{Err: account.ErrName, Status: http.StatusUnprocessableEntity, Field: "name"},
	{Err: account.ErrExists, Status: http.StatusUnprocessableEntity, Field: "login"},
	{Err: account.ErrRole, Status: http.StatusUnprocessableEntity, Field: "role"},
	{Err: account.ErrNoAgency, Status: http.StatusUnprocessableEntity, Field: "agency"},
	{Err: account.ErrThree, Status: http.StatusUnprocessableEntity, Field: "role"},
	{Err: account.ErrHeld, Status: http.StatusUnprocessableEntity, Field: "role"},
	{Err: account.ErrNotHeld, Status: http.StatusUnprocessableEntity},
	{Err: account.ErrSelfGrant, Status: http.StatusUnprocessableEntity},
	{Err: account.ErrOpenWork, Status: http.StatusUnprocessableEntity},
	{Err: office.ErrSettingValue, Status: http.StatusUnprocessableEntity},
	{Err: account.ErrSelf, Status: http.StatusUnprocessableEntity, Field: "to"},
	{Err: office.ErrOwnAccount, Status: http.StatusUnprocessableEntity},
	{Err: office.ErrAdministrator, Status: http.StatusUnprocessableEntity},
	{Err: office.ErrNothingHeld, Status: http.StatusUnprocessableEntity},
	{Err: office.ErrHeir, Status: http.StatusUnprocessableEntity, Field: "to"},

	{Err: agency.ErrCode, Status: http.StatusUnprocessableEntity, Field: "code"},
	{Err: agency.ErrExists, Status: http.StatusUnprocessableEntity, Field: "code"},
	{Err: agency.ErrName, Status: http.StatusUnprocessableEntity, Field: "name"},
	{Err: agency.ErrSameName, Status: http.StatusUnprocessableEntity, Field: "name"},
	{Err: agency.ErrKind, Status: http.StatusUnprocessableEntity, Field: "kind"},
	{Err: agency.ErrNoOffice, Status: http.StatusUnprocessableEntity, Field: "office"},
	{Err: agency.ErrNoAddress, Status: http.StatusUnprocessableEntity, Field: "address"},
	{Err: agency.ErrNoPhone, Status: http.StatusUnprocessableEntity, Field: "phone"},
	{Err: agency.ErrSelf, Status: http.StatusUnprocessableEntity, Field: "into"},
	{Err: agency.ErrSplitNone, Status: http.StatusUnprocessableEntity, Field: "into"},

	{Err: office.ErrCategoryCode, Status: http.StatusUnprocessableEntity, Field: "suffix"},
	{Err: office.ErrCategoryName, Status: http.StatusUnprocessableEntity, Field: "name"},
	{Err: office.ErrReach, Status: http.StatusUnprocessableEntity, Field: "parent"},

	{Err: calendar.ErrNotice, Status: http.StatusUnprocessableEntity, Field: "text"},
	{Err: calendar.ErrNoticeYear, Status: http.StatusUnprocessableEntity, Field: "text"},
	{Err: calendar.ErrNoticeEmpty, Status: http.StatusUnprocessableEntity, Field: "text"},
	{Err: calendar.ErrNoticeDay, Status: http.StatusUnprocessableEntity, Field: "text"},
	{Err: calendar.ErrNoticeTwice, Status: http.StatusUnprocessableEntity, Field: "text"},
	{Err: calendar.ErrNoticeName, Status: http.StatusUnprocessableEntity, Field: "text"},
	{Err: calendar.ErrPublished, Status: http.StatusUnprocessableEntity, Field: "published"},

	{Err: publication.ErrVoucher, Status: http.StatusUnprocessableEntity, Field: "voucher"},
	{Err: intake.ErrMapping, Status: http.StatusUnprocessableEntity, Field: "column"},
	{Err: intake.ErrNoTitle, Status: http.StatusUnprocessableEntity, Field: "column"},
	{Err: intake.ErrNoDate, Status: http.StatusUnprocessableEntity, Field: "column"},
	{Err: intake.ErrFieldOnce, Status: http.StatusUnprocessableEntity, Field: "column"},
	{Err: intake.ErrRunning, Status: http.StatusUnprocessableEntity},
	{Err: errImportsFull, Status: http.StatusUnprocessableEntity},
	{Err: intake.ErrUndone, Status: http.StatusUnprocessableEntity},
	{Err: intake.ErrUndoing, Status: http.StatusConflict},
	{Err: sheet.ErrKind, Status: http.StatusUnprocessableEntity, Field: "file"},
	{Err: sheet.ErrOldExcel, Status: http.StatusUnprocessableEntity, Field: "file"},
	{Err: sheet.ErrEmpty, Status: http.StatusUnprocessableEntity, Field: "file"},
	{Err: sheet.ErrHeader, Status: http.StatusUnprocessableEntity, Field: "file"},
	{Err: sheet.ErrTooLarge, Status: http.StatusUnprocessableEntity, Field: "file"},
	{Err: sheet.ErrBomb, Status: http.StatusUnprocessableEntity, Field: "file"},
	{Err: sheet.ErrEncrypted, Status: http.StatusUnprocessableEntity, Field: "file"},
	{Err: sheet.ErrBroken, Status: http.StatusUnprocessableEntity, Field: "file"},
	{Err: sheet.ErrQuote, Status: http.StatusUnprocessableEntity, Field: "file"},
	{Err: sheet.ErrTooWide, Status: http.StatusUnprocessableEntity, Field: "file"},
	{Err: sheet.ErrTooManyRows, Status: http.StatusUnprocessableEntity, Field: "file"},
}

// cityWide says whether the official may do the act for every agency.
func cityWide(o *Official, act journal.Act) bool { return office.CityWide(o.Actor, act) }

// reach is the agencies for which the official may do the act, in the order in
// which people list them; open ones only if so asked.
func (d *Desk) reach(o *Official, agencies names, act journal.Act, open bool) []agency.Code {
	var codes []agency.Code
	for _, a := range agencies.inOrder() {
		if o.MayIn(act, a.Code) && (!open || a.Open(d.Office.Today())) {
			codes = append(codes, a.Code)
		}
	}
	return codes
}

// kindName is an agency's kind as people call it.
func kindName(k agency.Kind) string {
	for _, row := range agency.Kinds {
		if row.Kind == k {
			return row.Name
		}
	}
	return string(k)
}

// done leaves a notice and goes to the address.
func done(w http.ResponseWriter, r *http.Request, to, notice string) error {
	page.LeaveNotice(w, r, page.T(r.Context(), notice))
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// undone is done for what could not be done.
func undone(w http.ResponseWriter, r *http.Request, to, why string) error {
	page.LeaveRefusal(w, r, page.T(r.Context(), why))
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// grantName is a role with its agency: 经办（市教育局）.
func grantName(ctx context.Context, agencies names, g account.Grant) string {
	role := page.T(ctx, g.Role.Name())
	if g.Agency == "" {
		return role
	}
	return page.Tf(ctx, "%s（%s）", role, agencies.of(g.Agency))
}
