package stage

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/demo"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office"
	"gongkai/store"
)

// disputes is the complaints, reconsiderations, suits and orders around the day of
// loading. Each line is the kind, the agency it is about, how many working days
// ago it began, and what was done since, as in [cases]: an act, after = what it
// needs, after @ how many working days ago. A day after = is counted in days of
// the week from today: =0 is today, =-2 the day before yesterday.
var disputes = strings.Split(strings.TrimSpace(`
complaint ZFBGT 0
complaint GTJ 2
complaint RSJ 8
complaint GAJ 16
complaint FGJ 6 accept@4
complaint JYJ 9 accept@6 assign@5
complaint GHJ 12 accept@9 assign@8 ask=0@5
complaint HBJ 15 accept@11 assign@10 ask=-1@6
complaint FGW 14 accept@10 assign@9 ask=3@4 state@2
complaint JTJ 10 accept@8 assign@7 ask=4@3
complaint CYQ 56 accept@52 assign@51
complaint NGQ 52 accept@48 assign@46 longer@20
complaint GTJ 30 accept@28 assign@27 answer=founded@12 grade=4@10
complaint RSJ 26 accept@24 assign@23 answer=unfounded@15
complaint MZJ 33 accept@30 assign@29 answer=partly@18 grade=3@16
complaint GHJ 41 accept@38 assign@37 answer=founded@25
complaint JYJ 22 redirect=referred@20
complaint FGJ 20 redirect=unaccepted@18
complaint GAJ 19 accept@17 withdraw@12

reconsideration ZFBGT 2
reconsideration FGJ 5
reconsideration GTJ 8
reconsideration ZFBGT 12 accept@8
reconsideration GHJ 14 accept@10
reconsideration GAJ 18 accept@13
reconsideration ZFBGT 15 accept=summary@12 answer@8
reconsideration RSJ 20 accept@17 answer@10 hear@4
reconsideration ZFBGT 21 accept@18 answer@11
reconsideration CYQ 46 accept@43 answer@35 longer=9@6
reconsideration JYJ 24 accept@21 answer@14 decide=ended@9
reconsideration FGJ 22 refuse@19
reconsideration GTJ 25 accept@22 answer@16 decide=unlawful@5
reconsideration FGW 20 accept@17 answer@11 decide=annulled+again@3
reconsideration ZFBGT 33 accept@30 answer@23 hear@18 decide=annulled+again@12 reopen@10
reconsideration ZFBGT 31 accept@28 answer@22 decide=upheld@18
reconsideration RSJ 26 accept@23 answer@16 decide=upheld@8
reconsideration HBJ 28 accept@25 answer@18 decide=mediated@10

suit ZFBGT 6 served@4
suit FGJ 9 served@7
suit GTJ 14 served@11
suit GAJ 20 served@17
suit ZFBGT 14 after served@11 defend@5
suit JYJ 25 served@22 defend@15 hear@6
suit GHJ 60 served@57 defend@50 hear@30 judge=claim_dismissed@4
suit ZFBGT 47 served@44 defend@37 hear@28 judge=claim_dismissed@20 appeal@13
suit RSJ 70 served@67 defend@60 hear@48 judge=claim_dismissed@36 appeal@29 defend@22
suit ZFBGT 45 served@42 defend@35 hear@30 judge=annulled+again@24 close@11 reopen@9
suit CYQ 66 served@63 defend@56 hear@45 judge=claim_dismissed@35 close@20
suit FGW 62 served@59 defend@52 judge=suit_withdrawn@40 close@38
suit NGQ 64 served@61 defend@54 hear@44 judge=compelled+again@30 close@16

order GTJ 3 late=12
order JTJ 10 silent=0
order CYQ 20 stale=-2
order NGQ 25 unpublished=5 report@3
order HBJ 30 system=-8 report@12 return=6@8
order FGJ 15 unlawful=9 sanction=criticised@5
order RSJ 40 late=-14 report@25 confirm@22 sanction=talked@20
order MZJ 38 stale=-20 report@26 confirm@24
order JYJ 35 other=-9 revoke@30
`), "\n")

const disputedName = "demo/disputes"

// Disputed lets the complaints, reconsiderations, suits and orders around today
// happen, by the acts people use; those told before are not told again. It must
// follow [Living], whose answers they contest.
func Disputed(ctx context.Context, o *office.Office, p *demo.Plan) error {
	done, err := o.Store.Position(ctx, disputedName)
	if err != nil {
		return err
	}
	for i := int(done); i < len(disputes); i++ {
		if disputes[i] != "" {
			if err := dispute(ctx, o, p, i, disputes[i]); err != nil {
				return fmt.Errorf("dispute %q: %w", disputes[i], err)
			}
		}
		if err := o.Store.Advance(ctx, disputedName, int64(i+1)); err != nil {
			return err
		}
	}
	return nil
}

// disputed is one of them as it goes on. Its clock is that of [living].
type disputed struct {
	living
	n    int
	kind remedy.Kind
	city account.Actor // the city's office for disclosure
	v    remedy.Remedy
	// served is the day the papers of a suit reach the agency.
	served calendar.Day
}

func dispute(ctx context.Context, real *office.Office, p *demo.Plan, n int, script string) error {
	f := strings.Fields(script)
	x := &disputed{living: living{loaded: real.Now(), today: real.Today(), in: agency.Code(f[1]), officials: map[account.Role]account.Actor{}},
		n: n, kind: remedy.Kind(f[0]), served: calendar.NoDay}
	var err error
	if x.Office, err = office.New(ctx, real.Store, real.Blobs, func() time.Time { return x.now }); err != nil {
		return err
	}
	if err := colleagues(ctx, real, x.in); err != nil {
		return err
	}
	for _, role := range []account.Role{account.Clerk, account.Reviewer, account.Head} {
		a, err := x.Store.Account(ctx, login(role, x.in))
		if err != nil {
			return err
		}
		x.officials[role] = account.Of(a)
	}
	a, err := x.Store.Account(ctx, "cityoffice")
	if err != nil {
		return err
	}
	x.city = account.Of(a)
	var ago int
	if _, err := fmt.Sscan(f[2], &ago); err != nil {
		return err
	}
	steps := f[3:]
	after := len(steps) > 0 && steps[0] == "after"
	if after {
		steps = steps[1:]
	}
	began := ago
	if x.kind == remedy.Suit { // it is registered when its papers have come
		_, when, _ := strings.Cut(steps[0], "@")
		if _, err := fmt.Sscan(when, &ago); err != nil {
			return err
		}
		x.served, steps = x.back(ago), steps[1:]
	}
	x.at(ago, n)
	what := ""
	if x.kind == remedy.Order {
		what, steps = steps[0], steps[1:]
	}
	if err := x.begin(ctx, p, x.back(began), what, after); err != nil {
		return err
	}
	for _, step := range steps {
		act, when, _ := strings.Cut(step, "@")
		act, what, _ := strings.Cut(act, "=")
		if _, err := fmt.Sscan(when, &ago); err != nil {
			return err
		}
		x.at(ago, n)
		if err := x.do(ctx, act, what); err != nil {
			return fmt.Errorf("%s: %w", step, err)
		}
	}
	return nil
}

// back is so many working days before today; today for 0.
func (x *disputed) back(ago int) calendar.Day {
	if ago == 0 {
		return x.today
	}
	return x.Calendar().Add(x.today, -ago)
}

// from is a day so many days of the week from today.
func (x *disputed) from(text string) (calendar.Day, error) {
	var days int
	_, err := fmt.Sscan(text, &days)
	return x.today + calendar.Day(days), err
}

// begin registers it: what is contested is the agency's last answer before the
// day that nobody contests yet, and where there is none its work as such.
func (x *disputed) begin(ctx context.Context, p *demo.Plan, on calendar.Day, what string, after bool) error {
	d := p.Disputed(x.n, string(x.in), x.kind == remedy.Complaint || x.kind == remedy.Order, on)
	m := remedy.Matter{Agency: x.in, On: on, Subject: d.Subject, Claim: d.Claim, Parties: []remedy.Party{{Part: "applicant", Name: d.Name}}}
	if x.kind == remedy.Reconsideration || x.kind == remedy.Suit {
		about, name, err := x.contested(ctx, on, after)
		if err != nil {
			return err
		}
		if m.About = about; name != "" {
			m.Parties[0].Name = name
		}
	}
	clerk := x.officials[account.Clerk]
	var err error
	switch x.kind {
	case remedy.Complaint:
		channels := []remedy.Channel{"online", "phone", "letter", "phone", "counter", "email", "referred"}
		x.v, err = x.RegisterComplaint(ctx, x.city, m, channels[x.n%len(channels)], "CC")
	case remedy.Reconsideration:
		x.v, err = x.RegisterReconsideration(ctx, clerk, m, "长春市人民政府行政复议机构", "")
	case remedy.Suit:
		f := remedy.Filing{Route: remedy.Direct, Court: "长春铁路运输法院", Number: fmt.Sprintf("（%d）吉7101行初%d号", on.Year(), 101+x.n), ServedOn: x.served}
		if after {
			f.Route = remedy.Further
		}
		x.v, err = x.RegisterSuit(ctx, clerk, m, f)
	case remedy.Order:
		finding, by, _ := strings.Cut(what, "=")
		until, bad := x.from(by)
		if bad != nil {
			return bad
		}
		m.Parties, m.Subject, m.Claim = nil, orders[finding].subject, orders[finding].claim
		x.v, err = x.IssueOrder(ctx, x.city, m, finding, until, "CC", "")
	default:
		err = remedy.ErrKind
	}
	return err
}

// orders is what is found where an order is issued, by the finding.
var orders = map[string]struct{ subject, claim string }{
	"late":        {"信息公开申请逾期答复", "抽查发现，一件信息公开申请在答复期限届满后七个工作日才答复，期间没有告知申请人延期。"},
	"silent":      {"信息公开申请没有答复", "投诉查实，一件信息公开申请在期限届满后仍未答复，也没有征求意见、延期的记录。"},
	"stale":       {"公开指南和目录没有更新", "抽查发现，公开指南中的受理地址、电话仍为机构调整以前的内容，目录有三个栏目超过一年没有更新。"},
	"unpublished": {"应当主动公开的补助结果没有公开", "群众反映并查实，上半年的惠民补助发放结果没有在规定的期限内主动公开。"},
	"system":      {"没有建立公开属性源头认定制度", "日常检查发现，公文办理中没有认定公开属性和保密审查的记录，有关制度没有建立。"},
	"unlawful":    {"答复引用的依据不当", "投诉查实，答复以“内部信息”为由不予公开，没有写明条例的具体条款和理由。"},
	"other":       {"依申请公开窗口没有按时开放", "巡查发现，受理窗口在公布的工作时间内无人值守。"},
}

// contested is the thing contested, and who asked: after a reconsideration, the
// agency's last one that left the answer as it was; else a request. "" for none.
func (x *disputed) contested(ctx context.Context, on calendar.Day, after bool) (thing, name string, err error) {
	if after {
		list, err := x.Store.Remedies(ctx, store.RemedySelection{Seat: remedy.Seat{All: true}, Kind: remedy.Reconsideration, Agency: x.in, Outcome: remedy.Upheld},
			store.RemedyPlace{}, 1)
		if err != nil || len(list) == 0 {
			return "", "", errors.Join(err, remedy.ErrAfter)
		}
		return list[0].Thing(), list[0].Applicant(), nil
	}
	var last store.RequestRow
	cursor := ""
	for {
		rows, next, _, err := x.Store.ListRequests(ctx, store.RequestSelection{Agency: x.in, Kind: request.Statutory, State: request.Closed}, store.Horizon{}, cursor, 50)
		if err != nil {
			return "", "", err
		}
		for _, row := range rows {
			if row.ClosedOn > on || row.ClosedOn < on-60 || row.ClosedOn <= last.ClosedOn || !answered(row.Outcome) {
				continue
			}
			others, err := x.Store.RemediesAbout(ctx, row.Thing())
			if err != nil {
				return "", "", err
			}
			if len(others) == 0 {
				last = row
			}
		}
		if cursor = next; next == "" {
			break
		}
	}
	if last.ID == 0 {
		return "", "", nil
	}
	return last.Thing(), last.ApplicantName, nil
}

// answered says whether the outcome is an answer, not one that came of itself: a
// request withdrawn, say.
func answered(code string) bool {
	for _, e := range regulation.Editions() {
		if o, ok := e.Outcome(code); ok {
			return !o.Platform
		}
	}
	return false
}

// act does an act of a remedy.
func (x *disputed) act(ctx context.Context, by account.Actor, act func(v remedy.Remedy, cal *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error)) error {
	v, err := x.OnRemedy(ctx, by, x.v.Kind, x.v.ID, 0, act)
	if err == nil {
		x.v = v
	}
	return err
}

func (x *disputed) do(ctx context.Context, act, what string) error {
	type (
		V = remedy.Remedy
		E = journal.Entry
	)
	today, clerk, head := x.Today(), x.officials[account.Clerk], x.officials[account.Head]
	result, again := strings.CutSuffix(what, "+again")
	decision := remedy.Decision{On: today, Result: result, Again: again, AgainBy: calendar.NoDay, GivenOn: today}
	if again {
		decision.AgainBy = x.Calendar().Add(x.today, 12)
	}
	plain := func(by account.Actor, do func(v V, by account.Login, at time.Time) (V, E, error)) error {
		return x.act(ctx, by, func(v V, _ *calendar.Calendar, at time.Time) (V, E, error) { return do(v, by.Login, at) })
	}
	switch string(x.kind) + " " + act {
	case "complaint accept":
		return x.act(ctx, x.city, func(v V, cal *calendar.Calendar, at time.Time) (V, E, error) {
			return remedy.AcceptComplaint(v, today, cal, x.city.Login, at)
		})
	case "complaint assign":
		return plain(x.city, func(v V, by account.Login, at time.Time) (V, E, error) { return remedy.AssignComplaint(v, by, by, at) })
	case "complaint ask":
		until, err := x.from(what)
		if err != nil {
			return err
		}
		return plain(x.city, func(v V, by account.Login, at time.Time) (V, E, error) {
			return remedy.AskStatement(v, until, "请说明办理经过，并附登记、送达的材料。", by, at)
		})
	case "complaint state":
		return plain(x.city, func(v V, by account.Login, at time.Time) (V, E, error) {
			return remedy.TakeStatement(v, today, "收件登记和送达回证附后；栏目因系统迁移停更，已恢复。", by, at)
		})
	case "complaint longer":
		return x.act(ctx, x.city, func(v V, cal *calendar.Calendar, at time.Time) (V, E, error) {
			return remedy.ExtendComplaint(v, "情况复杂，需要到现场核实。", cal, x.city.Login, at)
		})
	case "complaint answer":
		words := map[string]string{"founded": "经核实，情况属实，已责成被投诉机关改正并向您反馈。", "partly": "经核实，部分情况属实，已要求被投诉机关完善。",
			"unfounded": "经核实，未发现您反映的情况，有关信息已经公开。"}[what]
		return plain(x.city, func(v V, by account.Login, at time.Time) (V, E, error) {
			return remedy.AnswerComplaint(v, remedy.Outcome(what), words, today, by, at)
		})
	case "complaint redirect":
		words := map[string]string{"referred": "所反映事项由其他机关负责，已转有权机关办理。", "unaccepted": "所反映事项正在行政诉讼中，不重复受理。"}[what]
		return plain(x.city, func(v V, by account.Login, at time.Time) (V, E, error) {
			return remedy.RedirectComplaint(v, remedy.Outcome(what), "有权处理的机关", words, today, by, at)
		})
	case "complaint withdraw":
		return plain(x.city, func(v V, by account.Login, at time.Time) (V, E, error) {
			return remedy.WithdrawComplaint(v, today, "问题已经解决", by, at)
		})
	case "complaint grade":
		return plain(x.city, func(v V, by account.Login, at time.Time) (V, E, error) {
			return remedy.RateComplaint(v, int(what[0]-'0'), "回访时评价", by, at)
		})

	case "reconsideration accept":
		number := fmt.Sprintf("长府复字〔%d〕%d号", today.Year(), 201+x.n)
		return x.act(ctx, clerk, func(v V, cal *calendar.Calendar, at time.Time) (V, E, error) {
			return remedy.AcceptReconsideration(v, today, today, what == "summary", number, cal, clerk.Login, at)
		})
	case "reconsideration answer":
		return plain(clerk, func(v V, by account.Login, at time.Time) (V, E, error) {
			return remedy.AnswerReconsideration(v, today, "已提交书面答复和证据材料", by, at)
		})
	case "reconsideration hear":
		return plain(clerk, func(v V, by account.Login, at time.Time) (V, E, error) {
			return remedy.HearReconsideration(v, today, "电话听取了申请人的意见", by, at)
		})
	case "reconsideration longer":
		until, err := x.from(what)
		if err != nil {
			return err
		}
		return x.act(ctx, clerk, func(v V, cal *calendar.Calendar, at time.Time) (V, E, error) {
			// Not beyond the thirty days that the law allows.
			until := max(v.DueOn+1, min(until, v.AcceptedOn+90))
			return remedy.ExtendReconsideration(v, until, "案情复杂", cal, clerk.Login, at)
		})
	case "reconsideration refuse":
		return plain(clerk, func(v V, by account.Login, at time.Time) (V, E, error) {
			return remedy.RefuseReconsideration(v, today, "超过法定的申请期限", by, at)
		})
	case "reconsideration decide":
		return plain(clerk, func(v V, by account.Login, at time.Time) (V, E, error) {
			return remedy.DecideReconsideration(v, decision, by, at)
		})
	case "reconsideration reopen", "suit reopen":
		v, _, err := x.ReopenByRemedy(ctx, head, x.v.Kind, x.v.ID, 0, today)
		x.v = v
		return err

	case "suit defend":
		return plain(clerk, func(v V, by account.Login, at time.Time) (V, E, error) { return remedy.DefendSuit(v, today, by, at) })
	case "suit hear":
		return plain(clerk, func(v V, by account.Login, at time.Time) (V, E, error) {
			return remedy.HearSuit(v, today, "机关负责人出庭应诉", by, at)
		})
	case "suit judge":
		return x.act(ctx, clerk, func(v V, cal *calendar.Calendar, at time.Time) (V, E, error) {
			return remedy.JudgeSuit(v, decision, cal, clerk.Login, at)
		})
	case "suit appeal":
		f := remedy.Filing{Court: "长春铁路运输中级法院", Number: fmt.Sprintf("（%d）吉71行终%d号", today.Year(), 31+x.n), ServedOn: today, By: "plaintiff"}
		return x.act(ctx, clerk, func(v V, cal *calendar.Calendar, at time.Time) (V, E, error) {
			return remedy.AppealSuit(v, today, f, cal, clerk.Login, at)
		})
	case "suit close":
		return plain(clerk, func(v V, by account.Login, at time.Time) (V, E, error) { return remedy.CloseSuit(v, today, by, at) })

	case "order report":
		return plain(clerk, func(v V, by account.Login, at time.Time) (V, E, error) {
			return remedy.ReportOrder(v, today, "已经改正：补发答复并向申请人说明，完善了登记和催办的办法。", by, at)
		})
	case "order return":
		until, err := x.from(what)
		if err != nil {
			return err
		}
		return plain(x.city, func(v V, by account.Login, at time.Time) (V, E, error) {
			return remedy.ReturnOrder(v, "只报告了打算，制度文本没有印发，请印发后再报。", until, by, at)
		})
	case "order confirm":
		return plain(x.city, func(v V, by account.Login, at time.Time) (V, E, error) {
			return remedy.ConfirmOrder(v, today, "现场核对，已经改正。", by, at)
		})
	case "order sanction":
		return plain(x.city, func(v V, by account.Login, at time.Time) (V, E, error) {
			return remedy.SanctionOrder(v, remedy.Sanction{On: today, Measure: what, Whom: "经办处室负责人", Words: "在全市政务公开工作例会上通报"}, by, at)
		})
	case "order revoke":
		return plain(x.city, func(v V, by account.Login, at time.Time) (V, E, error) {
			return remedy.RevokeOrder(v, "复核后认定窗口当日系停电闭窗，已张贴公告，事由不成立。", by, at)
		})
	}
	return errors.New("no such act")
}
