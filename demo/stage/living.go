package stage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/demo"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office"
	"gongkai/paper/letter"
	"gongkai/paper/pdf"
)

// cases is what lies on the desks of those who answer requests, around the day
// of loading. Each line is the agency, the channel, how many working days ago
// it was submitted, and what was done since: an act, and after @ how many
// working days ago. The first two are printed for visitors to try.
var cases = strings.Split(strings.TrimSpace(`
ZFBGT online 9 confirm@9 assign@9 extend@2
ZFBGT online 5 confirm@5 assign@5 clarify@3
ZFBGT online 0
ZFBGT online 1
ZFBGT online 2
ZFBGT plain_post 1
ZFBGT fax 0
ZFBGT online 3
ZFBGT counter 0
ZFBGT counter 1 assign@1
ZFBGT email 1 assign@1
ZFBGT counter 2
ZFBGT signed_post 3 assign@2
ZFBGT online 3 confirm@3 assign@3 note@2
ZFBGT online 4 confirm@4 assign@4
ZFBGT counter 5 assign@5 add@3
ZFBGT counter 6 assign@6 note@4
ZFBGT online 7 confirm@7 assign@7
ZFBGT counter 8 assign@8 draft=given@1
ZFBGT email 9 confirm@9 assign@9
ZFBGT counter 11 assign@11
ZFBGT counter 20 assign@20 draft=refused@1
ZFBGT online 20 confirm@20 assign@20
ZFBGT counter 19 assign@19
ZFBGT counter 18 assign@18 draft=given@2
ZFBGT online 17 confirm@17 assign@17
ZFBGT signed_post 16 assign@15
ZFBGT counter 16 assign@16 draft=none@1
ZFBGT counter 22 assign@22
ZFBGT online 24 confirm@24 assign@24 draft=partial@3
ZFBGT counter 27 assign@26 note@8
ZFBGT counter 6 assign@6 clarify@4
ZFBGT online 8 confirm@8 assign@8 clarify@4
ZFBGT email 12 confirm@12 assign@12 clarify@10 prolong@3
ZFBGT counter 14 assign@14 clarify@12
ZFBGT counter 13 assign@13 clarify@11 supplement@6
ZFBGT online 10 confirm@10 assign@10 clarify@8 supplement@2
ZFBGT counter 9 assign@9 charge@4
ZFBGT online 12 confirm@12 assign@12 charge@7
ZFBGT counter 15 assign@15 charge@12 pay@8
ZFBGT counter 10 assign@10 charge@6 waive@3
ZFBGT counter 9 assign@9 third@6
ZFBGT online 15 confirm@15 assign@15 third@12
ZFBGT counter 18 assign@18 third@16 object@5
ZFBGT signed_post 14 assign@14 third@12 agree@3
ZFBGT counter 11 assign@11 coauthor@8
ZFBGT counter 16 assign@16 coauthor@14 agree@6
ZFBGT counter 17 assign@17 ask@1
ZFBGT online 18 confirm@18 assign@18 ask@2
ZFBGT counter 25 assign@25 extend@8
ZFBGT online 30 confirm@30 assign@30 extend@12
ZFBGT counter 38 assign@38 extend@20 draft=given@1
ZFBGT counter 12 assign@12 reasons@9
ZFBGT counter 14 assign@14 draft=given@3 propose@1
ZFBGT online 15 confirm@15 assign@15 draft=partial@4 propose@2
ZFBGT counter 13 assign@13 draft=refused@3 propose@2
ZFBGT email 17 confirm@17 assign@17 draft=none@2 propose@0
ZFBGT counter 19 assign@19 draft=other@2 propose@1
ZFBGT counter 16 assign@16 draft=public@5 propose@4 return@1
ZFBGT counter 15 assign@15 draft=given@4 propose@3 review@1
ZFBGT online 18 confirm@18 assign@18 draft=refused@5 propose@4 review@2
ZFBGT counter 17 assign@17 draft=partial@5 propose@3 review@1
ZFBGT counter 12 assign@12 draft=public@3 propose@2 review@1
ZFBGT counter 16 assign@16 draft=given@6 propose@5 review@3 sign@1
ZFBGT online 14 confirm@14 assign@14 draft=given@4 propose@3 review@2 sign@1
ZFBGT signed_post 18 assign@18 draft=none@5 propose@4 review@3 sign@2
ZFBGT counter 19 assign@19 draft=refused@6 propose@5 review@3 sign@1
ZFBGT counter 30 assign@30 draft=given@22 propose@21 review@20 sign@18 deliver@17
ZFBGT online 34 confirm@34 assign@34 draft=given@20 propose@19 review@18 sign@17 deliver@17 rate=5@15
ZFBGT counter 40 assign@40 draft=partial@26 propose@25 review@24 sign@23 deliver@22
ZFBGT online 45 confirm@45 assign@45 draft=refused@30 propose@29 review@28 sign@27 deliver@27
ZFBGT signed_post 50 assign@50 draft=none@38 propose@37 review@36 sign@35 deliver@34
ZFBGT signed_post 48 assign@48 draft=given@36 propose@35 review@34 sign@33 deliver@33 bounce@20
ZFBGT counter 55 assign@55 draft=other@50 propose@49 review@49 sign@48 deliver@48
ZFBGT online 60 confirm@60 assign@60 draft=public@57 propose@57 review@56 sign@56 deliver@56 rate=4@50
ZFBGT counter 62 assign@62 third@58 object@46 draft=refused@40 propose@39 review@38 sign@37 deliver@36
ZFBGT online 70 confirm@70 assign@70 extend@52 draft=given@36 propose@35 review@34 sign@33 deliver@33
ZFBGT counter 75 assign@75 draft=given@52 propose@51 review@50 sign@50 deliver@49
ZFBGT online 52 confirm@52 assign@52 clarify@48 lapse@30
ZFBGT counter 58 assign@58 withdraw@50
ZFBGT online 33 confirm@33 assign@33 draft=repeat@28 propose@27 review@26 sign@25 deliver@25
ZFBGT online 26 confirm@26 sort=petition@25 assign@25 draft=petition@20 propose@19 review@18 sign@18 deliver@18
ZFBGT online 4 confirm@4 sort=consultation@3 assign@3
ZFBGT counter 6 sort=complaint@5 assign@5
ZFBGT counter 66 assign@66 charge@60 unpaid@30
FGW counter 3 assign@3
FGW online 8 confirm@8 assign@8 third@5
FGW counter 17 assign@17 draft=given@2 propose@1
FGW counter 35 assign@35 draft=given@25 propose@24 review@23 sign@22 deliver@22
GTJ counter 2 assign@2
GTJ online 1
GTJ counter 20 assign@20
GTJ counter 25 assign@25
GTJ signed_post 12 assign@12 clarify@9
GTJ counter 16 assign@16 draft=none@3 propose@2 review@1
GTJ counter 40 assign@40 draft=partial@30 propose@29 review@28 sign@27 deliver@27
FGJ counter 4 assign@4
FGJ online 13 confirm@13 assign@13 charge@9
FGJ counter 18 assign@18 ask@1
FGJ counter 44 assign@44 draft=refused@32 propose@31 review@30 sign@30 deliver@29
RSJ online 0
RSJ counter 5 assign@5
RSJ counter 19 assign@19 draft=public@2 propose@1 review@1 sign@0
RSJ online 38 confirm@38 assign@38 draft=other@30 propose@30 review@29 sign@29 deliver@29
JYJ counter 7 assign@7 coauthor@4
JYJ online 16 confirm@16 assign@16
JYJ counter 36 assign@36 draft=given@28 propose@27 review@26 sign@25 deliver@25
GAJ counter 1
GAJ online 11 confirm@11 assign@11 draft=refused@2
GAJ counter 46 assign@46 draft=refused@35 propose@34 review@33 sign@32 deliver@32
HBJ counter 9 assign@9
HBJ online 28 confirm@28 assign@28 extend@12
GHJ counter 14 assign@14 third@10 agree@1
GHJ counter 42 assign@42 draft=partial@30 propose@29 review@28 sign@27 deliver@27
CYQ counter 6 assign@6
CYQ online 20 confirm@20 assign@20 draft=given@3 propose@2
CYQ counter 33 assign@33 draft=none@20 propose@19 review@18 sign@18 deliver@17
NGQ online 2
NGQ counter 23 assign@23
`), "\n")

// Tried are how many of the first cases visitors are shown the codes of.
const Tried = 2

// Example is a case that a visitor may look at without an account.
type Example struct{ Number, Code, State string }

const (
	livedName   = "demo/cases"
	exampleName = "demo/case-"
)

// Living lets the cases around today happen, by the acts people use, up to the
// nth; those told before are not told again. It must follow [Found].
func Living(ctx context.Context, o *office.Office, p *demo.Plan, n int) error {
	done, err := o.Store.Position(ctx, livedName)
	if err != nil {
		return err
	}
	for i := int(done); i < min(n, len(cases)); i++ {
		r, err := live(ctx, o, p, i, cases[i])
		if err != nil {
			return fmt.Errorf("case %q: %w", cases[i], err)
		}
		if i < Tried {
			if err := o.Store.Advance(ctx, fmt.Sprint(exampleName, i), int64(r.ID)); err != nil {
				return err
			}
		}
		if err := o.Store.Advance(ctx, livedName, int64(i+1)); err != nil {
			return err
		}
	}
	return nil
}

// Cases is how many [Living] tells.
func Cases() int { return len(cases) }

// Examples are the cases to try, once they have been told.
func Examples(ctx context.Context, o *office.Office) ([]Example, error) {
	var list []Example
	for i := range Tried {
		at, err := o.Store.Position(ctx, fmt.Sprint(exampleName, i))
		if err != nil || at == 0 {
			return list, err
		}
		r, err := o.Store.Request(ctx, request.ID(at))
		if err != nil {
			return list, err
		}
		code, err := o.QueryCode(ctx, r.ID)
		if err != nil {
			return list, err
		}
		list = append(list, Example{r.ID.Number(), code, r.State.Name()})
	}
	return list, nil
}

// living is one case as it goes on.
type living struct {
	*office.Office
	now, loaded time.Time
	today       calendar.Day
	in          agency.Code
	officials   map[account.Role]account.Actor
	r           request.Request
	material    request.File
}

func live(ctx context.Context, real *office.Office, p *demo.Plan, n int, script string) (request.Request, error) {
	f := strings.Fields(script)
	v := &living{loaded: real.Now(), today: real.Today(), in: agency.Code(f[0]), officials: map[account.Role]account.Actor{}}
	var err error
	if v.Office, err = office.New(ctx, real.Store, real.Blobs, func() time.Time { return v.now }); err != nil {
		return v.r, err
	}
	if err := colleagues(ctx, real, v.in); err != nil {
		return v.r, err
	}
	for _, role := range []account.Role{account.Clerk, account.Reviewer, account.Head} {
		a, err := v.Store.Account(ctx, login(role, v.in))
		if err != nil {
			return v.r, err
		}
		v.officials[role] = account.Of(a)
	}
	var ago int
	if _, err := fmt.Sscan(f[2], &ago); err != nil {
		return v.r, err
	}
	v.at(ago, n)
	if err := v.file(ctx, p, n, f[1]); err != nil {
		return v.r, err
	}
	for _, step := range f[3:] {
		act, when, _ := strings.Cut(step, "@")
		act, what, _ := strings.Cut(act, "=")
		if _, err := fmt.Sscan(when, &ago); err != nil {
			return v.r, err
		}
		v.at(ago, n)
		if err := v.do(ctx, act, what); err != nil {
			return v.r, fmt.Errorf("%s: %w", step, err)
		}
	}
	return v.r, nil
}

// at puts the clock on so many working days ago, some minutes after it was.
func (v *living) at(ago, n int) {
	day := v.today
	if ago > 0 {
		day = v.Calendar().Add(v.today, -ago)
	}
	at := day.Start().Add(9*time.Hour + time.Duration(n%60)*time.Minute)
	if later := v.now.Add(7 * time.Minute); later.After(at) {
		at = later
	}
	if at.After(v.loaded) {
		at = v.loaded
	}
	v.now = at
}

func (v *living) file(ctx context.Context, p *demo.Plan, n int, channel string) error {
	a := p.Living(n, string(v.in), "statutory", channel, v.now)
	if strings.Contains(cases[n], "sort=consultation") {
		a = p.Living(n, string(v.in), "consultation", channel, v.now)
	} else if strings.Contains(cases[n], "sort=") {
		a = p.Living(n, string(v.in), "complaint", channel, v.now)
	}
	by := v.officials[account.Clerk]
	if channel == "online" {
		by = account.Applicant("")
	}
	var err error
	v.r, _, err = v.File(ctx, by, request.Filing{
		Agency: v.in, Channel: regulation.Channel(channel), Kind: request.Statutory,
		Applicant: request.Applicant{Kind: request.ApplicantKind(a.Person.Kind), Name: a.Name, Paper: a.Paper, PaperNumber: a.PaperNumber,
			Phone: a.Phone, Email: a.Email, Address: a.Address, Checked: channel != "online"},
		Asked:       request.Asked{Subject: a.Subject, Text: a.Text, Form: request.Form(a.Form), Route: request.Route(a.Route)},
		SubmittedOn: calendar.NoDay, ConfirmedOn: calendar.NoDay,
	})
	return err
}

type deed = func(request.Request, request.Hand) (request.Request, journal.Entry, error)

// by does a plain act in a role; "" is the applicant.
func (v *living) by(ctx context.Context, role account.Role, act deed) error {
	actor := v.officials[role]
	if role == account.Asker {
		actor = account.Applicant(v.r.Thing())
	}
	r, err := v.OnRequest(ctx, actor, v.r.ID, 0, act)
	if err == nil {
		v.r = r
	}
	return err
}

// got records that the letters on their way arrived the day they were sent.
func (v *living) got(ctx context.Context, role account.Role) error {
	for _, out := range v.r.LettersOut() {
		if err := v.by(ctx, role, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Got(r, out, out.SentOn, h)
		}); err != nil {
			return err
		}
	}
	return nil
}

// send does an act with its letter.
func (v *living) send(ctx context.Context, role account.Role, act journal.Act, f office.LetterFacts, to string,
	do func(request.Request, request.Letter, request.Hand) (request.Request, journal.Entry, error)) error {
	text, err := v.LetterText(ctx, v.r, act, f)
	if err != nil {
		return err
	}
	kind, _ := office.LetterKind(v.r, act, f)
	if to == "" {
		to = v.r.Applicant.Name
	}
	r, err := v.WithLetter(ctx, v.officials[role], v.r.ID, 0, office.LetterDraft{Kind: kind, Text: text, To: to}, do)
	if err == nil {
		v.r = r
	}
	return err
}

// answers are the parts of the answers in [cases].
var answers = map[string][]request.Part{
	"given":  {{Outcome: "2019-B3.1-given"}},
	"public": {{Outcome: "2019-B3.1-public", Place: "市政府网站“政府信息公开”栏目，可按文件名称检索"}},
	"partial": {
		{Outcome: "2019-B3.1-given", What: "项目的批复文件和实施方案"},
		{Outcome: "2019-B3.3.4", What: "被征收人的姓名、住址和银行账号", Ground: "2019-15-2", Reason: "属于个人隐私，公开会对第三方合法权益造成损害，权利人不同意公开"},
	},
	"refused":  {{Outcome: "2019-B3.3.6", Ground: "2019-16-2", Reason: "所申请的信息是会议讨论记录，属于行政机关在履行行政管理职能过程中形成的过程性信息，相关决定公布后可以查阅决定本身"}},
	"none":     {{Outcome: "2019-B3.4.1-none", Reason: "经检索档案室和业务系统，未制作或者获取该信息"}},
	"other":    {{Outcome: "2019-B3.4.1-other", Agency: "长春市规划局", Reason: "该信息由其他行政机关制作"}},
	"repeat":   {{Outcome: "2019-B3.5.2", Reason: "本机关已于2016年11月以“公开告〔2016〕36号”告知书就相同信息向您作出答复"}},
	"petition": {{Outcome: "2019-39-channel", Place: "对窗口服务的投诉，可以拨打12345政务服务便民热线，或者向本机关信访工作机构提出"}},
}

func (v *living) do(ctx context.Context, act, what string) error {
	type (
		R = request.Request
		H = request.Hand
		E = journal.Entry
		L = request.Letter
	)
	const clerk, reviewer, head, asker = account.Clerk, account.Reviewer, account.Head, account.Asker
	today := v.Today()
	switch act {
	case "confirm":
		return v.by(ctx, clerk, func(r R, h H) (R, E, error) { return request.Confirm(r, today, "电话联系申请人确认", h) })
	case "assign":
		return v.by(ctx, head, func(r R, h H) (R, E, error) { return request.Assign(r, login(clerk, v.in), h) })
	case "sort":
		return v.by(ctx, clerk, func(r R, h H) (R, E, error) {
			return request.Sort(r, request.Kind(what), "所提内容不是获取政府信息", h)
		})
	case "note":
		return v.by(ctx, reviewer, func(r R, h H) (R, E, error) {
			return request.Note(r, "去年有一件相似的申请，可以参照当时的答复口径。", h)
		})
	case "add":
		return v.by(ctx, asker, func(r R, h H) (R, E, error) {
			return request.Add(r, "补充说明：只需要最近一年的部分，电子版即可。", nil, h)
		})
	case "clarify":
		items := "所需信息的名称、文号或者形成的大致时间，以及具体的地块位置"
		return v.send(ctx, clerk, journal.RequestClarify, office.LetterFacts{Items: []string{items}, Days: 15}, "",
			func(r R, l L, h H) (R, E, error) { return request.Clarify(r, items, 15, l, h) })
	case "prolong":
		return v.by(ctx, clerk, func(r R, h H) (R, E, error) {
			return request.Prolong(r, 10, "申请人在外地，来电请求延长", h)
		})
	case "supplement":
		return v.by(ctx, asker, func(r R, h H) (R, E, error) {
			return request.Supplement(r, "位于解放大路以北的地块，文件大约是今年年初形成的。", nil, today, h)
		})
	case "lapse":
		if err := v.got(ctx, clerk); err != nil {
			return err
		}
		return v.send(ctx, clerk, journal.RequestLapse, office.LetterFacts{}, "",
			func(r R, l L, h H) (R, E, error) { return request.Lapse(r, l, h) })
	case "third", "coauthor":
		o := request.Opinion{Party: request.ThirdParty, Name: "长春市某某建筑工程有限公司", Contact: "0431-00000000", About: "投标文件中的技术方案和报价明细", GotOn: today}
		if act == "coauthor" {
			o = request.Opinion{Party: request.CoAuthor, Name: "长春市财政局", Agency: "CZJ", About: "联合印发的资金管理办法的起草说明", GotOn: today}
		}
		return v.send(ctx, clerk, journal.RequestConsult, office.LetterFacts{Opinion: o}, o.Name,
			func(r R, l L, h H) (R, E, error) { return request.Consult(r, o, l, h) })
	case "agree":
		return v.by(ctx, clerk, func(r R, h H) (R, E, error) { return request.Hear(r, 1, true, "", false, today, h) })
	case "object":
		return v.by(ctx, clerk, func(r R, h H) (R, E, error) {
			return request.Hear(r, 1, false, "涉及我公司的商业秘密，不同意公开。", true, today, h)
		})
	case "ask":
		return v.by(ctx, clerk, func(r R, h H) (R, E, error) {
			return request.ExtendAsk(r, 20, "需要到档案馆查找历史档案", h)
		})
	case "extend":
		return v.send(ctx, head, journal.RequestExtend, office.LetterFacts{Reason: "需要到档案馆查找历史档案", Days: 20}, "",
			func(r R, l L, h H) (R, E, error) {
				return request.Extend(r, 20, "需要到档案馆查找历史档案", l, h)
			})
	case "reasons":
		return v.send(ctx, clerk, journal.RequestReasons, office.LetterFacts{Items: []string{"本月提出多件内容相近的申请的用途"}, Days: 10}, "",
			func(r R, l L, h H) (R, E, error) { return request.Reasons(r, l, h) })
	case "charge":
		f, err := request.Price(0, 45)
		if err != nil {
			return err
		}
		return v.send(ctx, clerk, journal.RequestCharge, office.LetterFacts{Fee: f, Pay: "持本通知到政务服务大厅非税收入窗口缴纳"}, "",
			func(r R, l L, h H) (R, E, error) { return request.Charge(r, f, l, h) })
	case "pay":
		return v.by(ctx, clerk, func(r R, h H) (R, E, error) { return request.Pay(r, "00000001", today, h) })
	case "waive":
		return v.by(ctx, head, func(r R, h H) (R, E, error) { return request.Waive(r, "申请人是低保对象", h) })
	case "unpaid":
		if err := v.got(ctx, clerk); err != nil {
			return err
		}
		return v.send(ctx, clerk, journal.RequestUnpaid, office.LetterFacts{}, "",
			func(r R, l L, h H) (R, E, error) { return request.Unpaid(r, l, h) })
	case "draft":
		return v.draft(ctx, answers[what])
	case "propose":
		return v.by(ctx, clerk, func(r R, h H) (R, E, error) { return request.Propose(r, h) })
	case "return":
		return v.by(ctx, reviewer, func(r R, h H) (R, E, error) {
			return request.Return(r, "请写明查阅的具体网址和栏目。", h)
		})
	case "review":
		return v.by(ctx, reviewer, func(r R, h H) (R, E, error) { return request.Review(r, "同意。", h) })
	case "sign":
		r, err := v.SignAnswer(ctx, v.officials[head], v.r.ID, 0)
		if err == nil {
			v.r = r
		}
		return err
	case "deliver":
		return v.by(ctx, clerk, func(r R, h H) (R, E, error) {
			d := request.Delivery{Route: r.Asked.Route, On: today, Proof: "申请人当面签收"}
			if d.Route == "post" {
				d.Proof = fmt.Sprintf("XA%09d00", r.ID%1_000_000)
			}
			return request.Deliver(r, d, h)
		})
	case "bounce":
		return v.by(ctx, clerk, func(r R, h H) (R, E, error) { return request.Bounce(r, "查无此人", h) })
	case "rate":
		return v.by(ctx, asker, func(r R, h H) (R, E, error) { return request.Rate(r, int(what[0]-'0'), "答复清楚，谢谢。", h) })
	case "withdraw":
		return v.by(ctx, asker, func(r R, h H) (R, E, error) { return request.Withdraw(r, "已从其他途径获得", h) })
	}
	return errors.New("no such act")
}

// draft drafts an answer with its letter; what is given is a paper of the
// demonstration.
func (v *living) draft(ctx context.Context, parts []request.Part) error {
	text, err := v.LetterText(ctx, v.r, journal.RequestDraft, office.LetterFacts{Parts: parts})
	if err != nil {
		return err
	}
	var files []string
	if parts[0].Outcome == "2019-B3.1-given" {
		doc := letter.Compose(letter.Letter{Head: letter.Head{Agency: "长春市人民政府办公厅"}, Kind: letter.Reply, On: v.Today(),
			Text: "# " + v.r.Asked.Subject + "\n\n本件是演示数据中提供给申请人的材料，内容为虚构。"})
		b, err := pdf.Bytes(doc)
		if err != nil {
			return err
		}
		hash, size, err := v.Blobs.Put(ctx, bytes.NewReader(b))
		if err != nil {
			return err
		}
		v.material = request.File{Name: "所申请的政府信息.pdf", Type: "application/pdf", Size: size, Hash: hash, Of: "material", On: v.Today(), By: string(login(account.Clerk, v.in))}
		files = []string{hash}
	}
	return v.by(ctx, account.Clerk, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		if files != nil {
			r = request.Attach(r, v.material)
		}
		return request.Draft(r, parts, text, files, h)
	})
}
