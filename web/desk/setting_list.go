package desk

import (
	"net/http"

	"gongkai/office"
	"gongkai/web/page"
)

// settingListPage is what the city decides for itself.
type settingListPage struct {
	Form *page.Form
}

func (d *Desk) settingList(w http.ResponseWriter, r *http.Request, _ *Official) error {
	form := &page.Form{}
	for _, s := range office.Settings {
		value, err := d.Office.Setting(r.Context(), s.Key)
		if err != nil {
			return err
		}
		form.Set(s.Key, value)
	}
	return page.Show(w, r, form, d.settingListView(settingListPage{Form: form}))
}

func (d *Desk) settingSave(w http.ResponseWriter, r *http.Request, o *Official) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	// All are looked at before the first is decided: a form is saved whole or not.
	for _, s := range office.Settings {
		if _, err := office.CheckSetting(s.Key, form.Get(s.Key)); err != nil && form.Error(s.Key) == "" {
			form.Fail(s.Key, err.Error())
		}
	}
	if !form.OK() {
		return page.Show(w, r, form, d.settingListView(settingListPage{Form: form}))
	}
	for _, s := range office.Settings {
		if err := d.Office.Set(r.Context(), o.Actor, s.Key, form.Get(s.Key)); err != nil {
			return err
		}
	}
	page.LeaveNotice(w, r, "设置已保存")
	http.Redirect(w, r, "/desk/settings", http.StatusSeeOther)
	return nil
}
