package notice_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/follow/notice"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office/officetest"
	"gongkai/store"
)

// toldOf is a case in which every news makes sense.
func toldOf(kind request.Kind, language string) request.Request {
	return request.Request{ID: request.NewID(2017, 17), Agency: "FGW", Kind: kind, Edition: "2019", State: request.Handling,
		DueOn: calendar.MustDay("2017-12-29"), Opinions: []request.Opinion{{N: 1, Party: request.ThirdParty}},
		Applicant: request.Applicant{Name: "王芳", PaperNumber: "E1234567", Email: "wang@example.com", Mobile: "13812345678", Language: language},
		Asked:     request.Asked{Subject: "公交票价听证笔录", Text: "2016年听证会"}}
}

// One message by SMS holds the number, what happened and where to look, and
// nothing of what is asked or of who asks.
func TestNewsBySMS(t *testing.T) {
	const site, sign = "https://gongkai.changchun.gov.cn", "长春市政府"
	for _, row := range request.Kinds {
		for _, language := range []string{"", request.English} {
			for i, act := range notice.Told() {
				r := toldOf(row.Kind, language)
				e := journal.Entry{Number: int64(i), Act: act, Thing: r.Thing(), At: calendar.MustDay("2017-12-01").Start(), Note: "法定期限 2017-12-28 → 2017-12-29"}
				mail, sms, ok := notice.NewsOf(r, e, site, sign)
				if !ok {
					t.Errorf("%s is no news", act)
					continue
				}
				if n := utf8.RuneCountInString("【" + sign + "】" + sms.Body); n > 70 {
					t.Errorf("%d characters: %s", n, sms.Body)
				}
				if !strings.Contains(sms.Body, "2017-000017") || !strings.Contains(sms.Body, "gongkai.changchun.gov.cn") {
					t.Errorf("neither number nor where to look: %s", sms.Body)
				}
				for _, never := range []string{"王", "E1234567", "wang@", "公交", "听证", "13812345678"} {
					if strings.Contains(sms.Body+sms.Subject, never) {
						t.Errorf("%q in %s", never, sms.Body)
					}
				}
				if sms.Channel != store.BySMS || sms.Recipient != "13812345678" || sms.Thing != mail.Thing || sms.Fact == mail.Fact ||
					notice.FactAct(sms.Fact) != act || notice.FactAct(mail.Fact) != act || len(sms.Attachments) != 0 {
					t.Errorf("%+v", sms)
				}
				han := func(s string) bool { return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x2000 }) }
				body := strings.NewReplacer("王芳", "", "公交票价听证笔录", "").Replace(mail.Body)
				if english := language == request.English; han(sms.Body) == english || han(mail.Subject) == english || han(body) == english {
					t.Errorf("%s in the wrong language:\n%s\n%s\n%s", act, sms.Body, mail.Subject, mail.Body)
				}
			}
		}
	}
}

// The words of a few, as they arrive.
func TestWordsOfNews(t *testing.T) {
	for _, c := range []struct {
		act           journal.Act
		language, on  string
		sms, subject  string
		inMail        string
		site          string
		receiptWanted bool
	}{
		{journal.RequestExtend, "", "2017-12-01", "申请2017-000017的答复期限已延长，最晚12月29日答复。查询 c.gov.cn/request/find", "您的政府信息公开申请的答复期限已延长（2017-000017）",
			"答复期限：2017年12月29日", "https://c.gov.cn", false},
		{journal.RequestExtend, "", "2016-12-01", "申请2017-000017的答复期限已延长，最晚2017年12月29日答复。请到政务公开平台查询", "您的政府信息公开申请的答复期限已延长（2017-000017）",
			"凭受理编号和查询码", "", false},
		{journal.RequestExtend, "en", "2016-12-01", "2017-000017 extended, due 29 Dec 2017. See the disclosure portal", "Your request for information will be answered later: the limit was extended (2017-000017)",
			"enter the receipt number and the query code", "", false},
		{journal.RequestClarify, "", "2017-12-01", "申请2017-000017需要补正，请在期限内补正。查询 c.gov.cn/request/find", "您的政府信息公开申请需要补正，请在期限内补正（2017-000017）",
			"https://c.gov.cn/request/find", "https://c.gov.cn", true},
		{journal.RequestExtend, "en", "2017-12-01", "2017-000017 extended, due 29 Dec. c.gov.cn/request/find", "Your request for information will be answered later: the limit was extended (2017-000017)",
			"To be answered by: 29 December 2017", "https://c.gov.cn", false},
		{journal.RequestCharge, "en", "2017-12-01", "2017-000017 fee to be paid. c.gov.cn/request/find", "Your request for information is subject to a fee, to be paid within the time set (2017-000017)",
			"Dear 王芳,", "https://c.gov.cn", true},
	} {
		r := toldOf(request.Statutory, c.language)
		mail, sms, _ := notice.NewsOf(r, journal.Entry{Act: c.act, Thing: r.Thing(), At: calendar.MustDay(c.on).Start()}, c.site, "长春市政府")
		if sms.Body != c.sms || mail.Subject != c.subject || !strings.Contains(mail.Body, c.inMail) || mail.WantsReceipt != c.receiptWanted || sms.WantsReceipt {
			t.Errorf("%s: %q\n%q\n%s", c.act, sms.Body, mail.Subject, mail.Body)
		}
	}
}

// Who is asked to supplement learns the last day, and not by mail what is asked.
func TestTheLastDayToSupplement(t *testing.T) {
	for _, c := range []struct {
		language, want string
		state          request.State
	}{
		{"", "补正的最后一天：2017年12月22日", request.Clarifying},
		{"en", "Last day to supplement: 22 December 2017", request.Clarifying},
		{"", "", request.Handling},
		{"en", "", request.Handling},
	} {
		r := toldOf(request.Statutory, c.language)
		r.State, r.DueOn = c.state, calendar.NoDay
		r.Clarification = &request.Clarification{Items: "请写明车牌号码", DueOn: calendar.MustDay("2017-12-22")}
		for _, act := range []journal.Act{journal.RequestClarify, journal.RequestProlong} {
			mail, _, _ := notice.NewsOf(r, journal.Entry{Act: act, Thing: r.Thing(), At: calendar.MustDay("2017-12-01").Start()}, "", "")
			says := strings.Contains(mail.Body, "补正的最后一天") || strings.Contains(mail.Body, "Last day to supplement")
			if !strings.Contains(mail.Body, c.want) || says != (c.want != "") || strings.Contains(mail.Body, "车牌") {
				t.Errorf("%s %s %s:\n%s", c.language, c.state, act, mail.Body)
			}
		}
	}
}

// The mail of a fee says how much, until when, how, and what silence means; each
// mail names the facts of its own event.
func TestMailsNameTheirFacts(t *testing.T) {
	until := calendar.MustDay("2017-12-22")
	fee := &request.Fee{Yuan: 400, DueOn: until, Lines: []request.Line{{Kind: request.Demanded, Yuan: 400}, {Kind: request.Paid, Yuan: 400}, {Kind: request.Waived, Yuan: 300}}}
	notice1 := []request.Letter{{Act: journal.RequestCharge, Text: "# 收费通知书\n\n缴纳方式：到政务大厅三号窗口缴纳。\n\n请缴纳。\n"}}
	for _, c := range []struct {
		name   string
		act    journal.Act
		with   func(*request.Request)
		zh, en []string
		not    string
	}{
		{"a fee", journal.RequestCharge, func(r *request.Request) { r.State, r.Fee, r.Letters = request.Paying, fee, notice1 },
			[]string{"应缴金额：400元", "缴费的最后一天：2017年12月22日", "缴纳方式：到政务大厅三号窗口缴纳\n", "逾期未缴纳的，视为放弃申请"},
			[]string{"To be paid: 400 yuan", "Last day to pay: 22 December 2017", "How to pay: 到政务大厅三号窗口缴纳", "counts as given up"}, ""},
		{"a fee paid meanwhile", journal.RequestCharge, func(r *request.Request) { r.Fee = fee }, []string{"应缴金额：400元"}, []string{"400 yuan"}, "最后一天"},
		{"paid", journal.RequestPay, func(r *request.Request) { r.Fee = fee }, []string{"已收金额：400元"}, []string{"Received: 400 yuan"}, "应缴"},
		{"waived", journal.RequestWaive, func(r *request.Request) { r.Fee = fee }, []string{"减免金额：300元"}, []string{"Waived: 300 yuan"}, "应缴"},
		{"asked to supplement", journal.RequestClarify, func(r *request.Request) {
			r.State, r.DueOn, r.Clarification = request.Clarifying, calendar.NoDay, &request.Clarification{DueOn: until}
		}, []string{"补正的最后一天：2017年12月22日", "视为放弃申请"}, []string{"Last day to supplement: 22 December 2017", "counts as given up"}, ""},
		{"more time", journal.RequestExtend, func(r *request.Request) {
			r.Extension = &request.Extension{Days: 20, GrantedOn: until, GrantedBy: "head"}
		},
			[]string{"延长：20个工作日"}, []string{"Extended by: 20 working days"}, ""},
		{"posted", journal.RequestDeliver, func(r *request.Request) {
			r.State, r.Delivery = request.Closed, &request.Delivery{Route: "post", Proof: "XA1"}
		},
			[]string{"送达方式：邮寄", "邮件号：XA1"}, []string{"Delivered by: Post", "Number of the posting: XA1"}, ""},
		{"anew", journal.RequestReopen, func(r *request.Request) { r.State, r.Next = request.Closed, request.NewID(2018, 5) },
			[]string{"重新办理的受理编号：2018-000005"}, []string{"Goes on under the number: 2018-000005"}, ""},
		{"a consultation", journal.RequestSubmit, func(r *request.Request) { r.Kind, r.DueOn = request.Consultation, calendar.NoDay },
			[]string{"您的咨询已提交", "不适用申请的答复期限"}, []string{"Your inquiry has been submitted", "does not apply"}, "答复期限："},
		{"a correction", journal.RequestSubmit, func(r *request.Request) { r.Kind = request.Correction },
			[]string{"您的更正信息的申请已提交"}, []string{"Your request to correct a record has been submitted"}, ""},
	} {
		for language, want := range map[string][]string{"": c.zh, request.English: c.en} {
			r := toldOf(request.Statutory, language)
			c.with(&r)
			mail, _, ok := notice.NewsOf(r, journal.Entry{Act: c.act, Thing: r.Thing(), At: calendar.MustDay("2017-12-01").Start()}, "", "")
			for _, w := range want {
				if !ok || !strings.Contains(mail.Body, w) {
					t.Errorf("%s: no %q in\n%s", c.name, w, mail.Body)
				}
			}
			if c.not != "" && strings.Contains(mail.Body, c.not) {
				t.Errorf("%s: %q in\n%s", c.name, c.not, mail.Body)
			}
		}
	}
}

// Two events of one minute are told each as it was: the day that follows from the
// second stands in its own mail alone.
func TestAMailTellsItsOwnEvent(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		f := filing("王芳", "wang@example.com")
		f.Channel = regulation.Online
		r, _, err := o.File(ctx, account.Console, f)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.OnRequest(ctx, o.As(t, "clerk-fgw"), r.ID, 0, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Confirm(r, calendar.On(h.At), "电话", h)
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := notice.News(o.Office, "", nil).Follow(ctx); err != nil {
			t.Fatal(err)
		}
		mails := outbox(t, o)
		if len(mails) != 2 || strings.Contains(mails[0].Body, "答复期限：") || !strings.Contains(mails[1].Body, "答复期限：") {
			t.Errorf("%d mails: %+v", len(mails), mails)
		}
	})
}

// What moves no day of the answer is no news.
func TestWhatIsNoNews(t *testing.T) {
	for _, c := range []struct {
		name string
		e    journal.Entry
		with func(*request.Request)
		news bool
	}{
		{"a consultation that stops the clock", journal.Entry{Act: journal.RequestConsult}, nil, true},
		{"one that does not, under the edition of 2008", journal.Entry{Act: journal.RequestConsult}, func(r *request.Request) {
			r.Edition, r.Opinions[0].Party = "2008", request.OtherAgency
		}, false},
		{"an answer when nobody is asked", journal.Entry{Act: journal.RequestHear}, func(r *request.Request) { r.Opinions = nil }, false},
		{"an answer", journal.Entry{Act: journal.RequestHear, Note: "（一）不同意公开，网上提出"}, nil, true},
		{"an answer that came too late", journal.Entry{Act: journal.RequestHear, Note: "（一）不同意公开，网上提出（逾期）"}, nil, false},
		{"a holiday notice that moves the day", journal.Entry{Act: journal.RequestReckon, Note: "法定期限 2017-12-28 → 2017-12-29；内部期限 2017-12-25 → 2017-12-26"}, nil, true},
		{"one that moves a day inside the agency", journal.Entry{Act: journal.RequestReckon, Note: "内部期限 2017-12-25 → 2017-12-26"}, nil, false},
		{"one that makes the day certain", journal.Entry{Act: journal.RequestReckon, Note: "期限已确定：2017-12-29"}, nil, false},
		{"a note among officials", journal.Entry{Act: journal.RequestNote}, nil, false},
	} {
		r := toldOf(request.Statutory, "")
		if c.with != nil {
			c.with(&r)
		}
		if _, _, ok := notice.NewsOf(r, c.e, "", ""); ok != c.news {
			t.Errorf("%s: %v", c.name, ok)
		}
	}
}

// One message for one fact by each way the applicant left, and none by SMS
// without a gateway.
func TestNewsByEachWay(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		g, err := notice.ParseGateway("https://sms.example.gov.cn/", gatewayKey, "")
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range []struct {
			email, mobile string
			gateway       *notice.Gateway
			want          []string
		}{
			{"wang@example.com", "13812345678", &g, []string{"mail wang@example.com", "sms 13812345678"}},
			{"", "+86 138 1234 5678", &g, []string{"sms 13812345678"}},
			{"wang@example.com", "", &g, []string{"mail wang@example.com"}},
			{"wang@example.com", "13812345678", nil, []string{"mail wang@example.com"}},
			{"", "13812345678", nil, nil},
		} {
			before := len(outbox(t, o))
			f := filing(fmt.Sprint("王芳", i), c.email)
			f.Applicant.Mobile = c.mobile
			if _, _, err := o.File(ctx, account.Console, f); err != nil {
				t.Fatal(err)
			}
			news := notice.News(o.Office, "", c.gateway)
			for range 2 {
				if _, err := news.Follow(ctx); err != nil {
					t.Fatal(err)
				}
			}
			var got []string
			for _, m := range outbox(t, o)[before:] {
				got = append(got, string(m.Channel)+" "+m.Recipient)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%d: %q, want %q", i, got, c.want)
			}
		}
	})
}
