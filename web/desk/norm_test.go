package desk

import (
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/web/browser"

	"github.com/chromedp/chromedp"
)

// issued is a normative document of the agency, published by three people.
func (w *town) issued(in agency.Code, title, body string) publication.Publication {
	w.t.Helper()
	ctx, code := w.t.Context(), strings.ToLower(string(in))
	c := content(title)
	c.Normative, c.Body = true, body
	d, err := w.office.Start(ctx, w.actor(account.Login("clerk."+code)), in, c)
	if err == nil {
		_, err = w.office.Determine(ctx, w.actor(account.Login("clerk."+code)), d.ID, 0, publication.Determination{Attribute: publication.Proactive})
	}
	if err == nil {
		_, err = w.office.PlanPiece(ctx, w.actor(account.Login("clerk."+code)), d.ID, 0, publication.Plan{Kind: publication.PieceText, Drafter: "法规处"})
	}
	if err == nil {
		_, err = w.office.PlanPiece(ctx, w.actor(account.Login("clerk."+code)), d.ID, 0, publication.Plan{Kind: publication.PieceText, Drafter: "法规处", Days: 3})
	}
	if err == nil {
		_, err = w.office.Submit(ctx, w.actor(account.Login("clerk."+code)), d.ID, 0)
	}
	if err == nil {
		_, err = w.office.Clear(ctx, w.actor(account.Login("secrecy."+code)), d.ID, 0, "")
	}
	var p publication.Publication
	if err == nil {
		p, err = w.office.Publish(ctx, w.actor(account.Login("signer."+code)), d.ID, 0)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// Each act on a norm by its form, its refusals beside their fields, and who is
// not offered it.
func TestNormAtTheDesk(t *testing.T) {
	w := registry(t)
	old := w.issued("JYJ", "校车管理办法", "<p>第一条　为了校车。</p><p>第二条　本办法自印发之日起施行，有效期至2017年8月15日。</p>")
	next := w.issued("JYJ", "校车管理办法（新）", "<p>第一条　新。</p>")
	address := "/desk/norm/" + old.Index
	head := w.as("head.jyj")
	head.get("/desk/norms").says("90 天内有效期届满", "校车管理办法", "2017-08-15", "46 天")
	head.get(address).says("2017-0001", "2017-08-15", "登记废止或者取代")

	form := func(deed string) string { return `form[action="` + address + "/" + deed + `"]` }
	head.get(address).submit(form("amend"), "")
	if got := head.errors(); !strings.Contains(got, "请写明依据哪份文件") {
		t.Errorf("amended by nothing: %d %s", head.status, got)
	}
	day := func(name, y, m, d string) []string {
		return []string{name + "-year", y, name + "-month", m, name + "-day", d}
	}
	head.get(address).fill(day("amend_on", "2017", "7", "5")...).fill("amend_by", "市教育局决定", "amend_text", "第一条　为了校车安全。").submit(form("amend"), "").says("已登记修改", "2017-07-05")
	head.get(address).fill(day("extend_until", "2017", "8", "1")...).fill("extend_by", "决定").submit(form("extend"), "").says("延长后的有效期应晚于现在的有效期")
	head.get(address).fill(day("extend_until", "2018", "8", "15")...).fill("extend_by", "决定").submit(form("extend"), "").says("已延长有效期", "2018-08-15")
	head.get(address).fill(day("repeal_on", "2017", "7", "20")...).fill("repeal_by", "JYJ/2017-000099").submit(form("repeal"), "").says("没有找到公开中的这份文件")
	head.get(address).fill(day("repeal_on", "2017", "7", "20")...).fill("repeal_by", next.Index, "repeal_replaced", "yes").submit(form("repeal"), "").says("已登记废止", "被取代")
	if head.doc.Find(form("void")).Length() != 0 {
		t.Error("what has an end is offered another")
	}
	head.get(address).fill("correct_serial", "3").submit(form("correct"), "").says("请说明理由")
	head.get(address).fill("correct_serial", "3", "correct_why", "录错").submit(form("correct"), "").says("已撤销这条效力记录", "录错")
	head.get(address).fill(day("term_effective", "2017", "6", "30")...).fill("term_why", "没有有效期").submit(form("term"), "").says("已更正")

	if clerk := w.as("clerk.jyj").get(address); clerk.doc.Find(`main form:not([action="/desk/sign-out"])`).Length() != 0 || clerk.status != 200 {
		action, _ := clerk.doc.Find("main form").Attr("action")
		t.Errorf("a clerk sees %d forms (%s), %d", clerk.doc.Find("main form").Length(), action, clerk.status)
	}
	if other := w.as("clerk.hbj").get(address); other.status != 404 {
		t.Errorf("another agency's clerk: %d", other.status)
	}
	if signer := w.as("signer.jyj").post(address+"/correct", "stamp", "1", "correct_serial", "1", "correct_why", "x"); signer.status != 403 {
		t.Errorf("a signer corrects: %d", signer.status)
	}
}

// A clean-up from its opening to its result.
func TestCampaignAtTheDesk(t *testing.T) {
	w := registry(t)
	w.issued("JYJ", "甲办法", "<p>第一条　甲。</p>")
	w.issued("JYJ", "乙办法", "<p>第一条　乙。</p>")
	city, head := w.as("city"), w.as("head.jyj")
	city.get("/desk/campaigns").submit(`form[action="/desk/campaigns"]`, "").says("请填写清理的名称")
	city.get("/desk/campaigns").fill("title", "2017年清理", "due-year", "2017", "due-month", "8", "due-day", "1").submit(`form[action="/desk/campaigns"]`, "").says("清理已经开始", "还有 2 件")
	one := city.url.Path
	decide := `form[action="` + one + `/decide"]`
	head.get(one)
	var ids []string
	head.doc.Find(decide + " select").Each(func(_ int, s *pageSelection) {
		id, _ := s.Attr("name")
		ids = append(ids, strings.TrimPrefix(id, "choice_"))
	})
	if len(ids) != 2 {
		t.Fatalf("%d to decide", len(ids))
	}
	head.fill("choice_"+ids[0], "keep", "choice_"+ids[1], "repeal").submit(decide, "").says("请说明理由")
	head.get(one).fill("choice_"+ids[0], "keep", "choice_"+ids[1], "repeal", "why_"+ids[1], "不再适用").submit(decide, "").says("已记下 1 件的清理意见")
	if v := city.get(one); v.doc.Find(decide).Length() != 0 {
		t.Error("the city's office decides for the agencies")
	}
	city.get(one).fill("ends-year", "2017", "ends-month", "7", "ends-day", "1").submit(`form[action="`+one+`/close"]`, "").says("请写明公布清理结果的文件")
	city.get(one).fill("result", "市政府决定", "ends-year", "2017", "ends-month", "7", "ends-day", "1").submit(`form[action="`+one+`/close"]`, "").says("清理已经结束", "已结束")
	head.get("/desk/norms?q=乙").says("有效")
}

func TestNormsLook(t *testing.T) {
	b := browser.Start(t)
	w := registry(t)
	p := w.issued("JYJ", "校车管理办法", "<p>第一条　为了校车，有效期至2017年8月15日。</p>")
	city := w.as("city")
	city.get("/desk/campaigns").fill("title", "2017年清理", "due-year", "2017", "due-month", "8", "due-day", "1").submit(`form[action="/desk/campaigns"]`, "")
	for _, login := range []string{"head.jyj", "city"} {
		for name, size := range map[string]browser.Size{"wide": browser.Desktop, "narrow": {Width: 320, Height: 700}} {
			tab := b.Open(t, w.server.URL+"/desk/sign-in", size)
			if tab.Eval(t, `String(!!document.querySelector("#login"))`) != "true" {
				tab.Eval(t, `document.querySelector("form[action='/desk/sign-out']").submit(), ""`)
				tab.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
			}
			tab.Eval(t, `document.querySelector("#login").value = "`+login+`", document.querySelector("#password").value = "`+password+`", document.querySelector("main form").submit(), ""`)
			tab.Run(t, chromedp.WaitVisible(chromedp.CSS("form[action='/desk/sign-out']")))
			for _, address := range []string{"/desk/norms", "/desk/norm/" + p.Index, "/desk/campaigns", "/desk/campaigns/1"} {
				tab.URL = w.server.URL + address
				tab.Run(t, chromedp.Navigate(tab.URL))
				tab.Axe(t)
				if wider := tab.Overflow(t); wider > 0 {
					t.Errorf("%s as %s, %s: %d px too wide", address, login, name, wider)
				}
			}
			tab.Eval(t, `document.querySelector("form[action='/desk/sign-out']").submit(), ""`)
			tab.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
		}
	}
}
