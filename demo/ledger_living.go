package demo

import (
	"strconv"
	"time"

	"gongkai/affairs/ledger"
	"gongkai/law/calendar"
)

// LivingLedgers are entries of the year that goes on, as seen from today, so
// that the ledgers have something waiting: proposals of which one is late,
// matters answered and not yet answered, months of decisions.
func LivingLedgers(today calendar.Day) []Ledger {
	cal := calendar.China()
	back := func(n int) calendar.Day { return cal.Add(today, -n) }
	year := strconv.Itoa(today.Year())
	book := func(code ledger.Code, list ...Register) Ledger {
		for i := range list {
			if list[i].EnteredOn > today {
				list[i].EnteredOn = today
			}
		}
		return Ledger{code, len(list), func(yield func(Register) bool) {
			for _, r := range list {
				if !yield(r) {
					return
				}
			}
		}}
	}
	at := func(in string, v ledger.Values, on, released calendar.Day) Register {
		return Register{in, v, on, released}
	}
	answered := values("title", "供热初期室温不达标的关切", "kind", "hot", "found_on", back(9).String(), "found_at", "08:40", "source", "市长公开电话",
		"judged_on", back(9).String(), "handling", "会同供热企业逐户核实，限时整改。")
	answered.Rows["responses"] = []ledger.Row{
		{"day": back(9).String(), "time": "15:10", "channel": "hotline", "person_times": "46", "words": "说明核实安排和反映渠道。"},
		{"day": back(8).String(), "time": "10:00", "channel": "wechat", "person_times": "12", "words": "公布整改进度。"},
	}
	waiting := values("title", "公交线路调整后换乘不便的关切", "kind", "inquiry", "found_on", back(1).String(), "source", "政务微博留言")
	press := values("title", "冬季供热保障新闻发布会", "held_on", back(20).String(), "held_at", "10:00", "part", "hosted", "principal", "yes", "place", "新闻发布厅")
	press.Rows["speakers"] = []ledger.Row{{"name": "王某", "post": "局长"}, {"name": "李某", "post": "副局长"}}
	experts := values("title", "市政府常务会议（"+back(30).String()+"）", "kind", "standing", "held_on", back(30).String(), "disclosure", "no", "decision", "proactive")
	experts.Rows["experts"] = []ledger.Row{{"name": "张某", "field": "法律顾问", "opinion": "建议明确过渡期。", "adopted": "yes"}}
	proposal := func(number, title, in string, received, replied calendar.Day) Register {
		v := values("kind", "suggestion", "level", "municipal", "session", "十七届人大五次会议", "number", number, "title", title, "proposer", "刘某", "received_on", received.String())
		v.Rows["progress"] = []ledger.Row{{"day": received.String(), "words": "交办，确定承办处室和责任人。"}}
		r := at(in, v, received, calendar.NoDay)
		if replied != calendar.NoDay {
			v.Row["replied_on"], v.Row["class"], v.Row["satisfaction"] = replied.String(), "A", "satisfied"
			v.Row["decision"] = "proactive"
			v.Row["reply"] = "所提意见已吸收到年度工作安排中。"
			r.EnteredOn, r.ReleasedOn = replied, replied
		}
		return r
	}
	var months []Register
	for _, in := range []string{"FGW", "JYJ", "CYQ"} {
		for m := time.January; m < today.Time().Month(); m++ {
			n := int(m) * len(in)
			v := values("year", year, "month", strconv.Itoa(int(m)), "licences", strconv.Itoa(20+n), "penalties", strconv.Itoa(n%9), "compulsions", strconv.Itoa(n%3), "levied", strconv.Itoa(n%17))
			months = append(months, at(in, v, today, calendar.NoDay))
		}
	}
	return []Ledger{
		book("conference", at("CC", press, back(19), back(18))),
		book("interview", at("JYJ", values("title", "课后服务在线访谈", "held_on", back(40).String(), "site", "市政府网站", "principal", "yes", "collected", "31"), back(39), back(38))),
		book("explanation", at("FGW", values("title", "助企纾困政策解读", "held_on", back(25).String(), "kind", "briefing", "policy_title", "关于进一步优化营商环境的若干措施", "audience", "120"), back(24), back(24))),
		book("matter", at("FGJ", answered, back(7), back(6)), at("JTJ", waiting, back(1), calendar.NoDay)),
		book("proposal",
			proposal("101", "关于增设社区养老食堂的建议", "MZJ", back(120), calendar.NoDay),
			proposal("102", "关于完善中小学课后服务的建议", "JYJ", back(35), calendar.NoDay),
			proposal("103", "关于加快老旧小区加装电梯的建议", "FGJ", back(90), back(45))),
		book("meeting", at("CC", experts, back(29), back(28)),
			at("ZFBGT", values("title", "政务公开工作推进会（"+back(60).String()+"）", "kind", "work", "held_on", back(60).String(), "disclosure", "yes", "decision", "proactive"), back(59), back(58))),
		book("supervision",
			at("ZFBGT", values("title", "保障农民工工资支付专项督查", "kind", "supervision", "subject", "各区人民政府和市住建、人社部门", "started_on", back(26).String(),
				"findings", "两个项目工资专用账户未按月核对。", "measures", "责任单位已补齐台账并公示维权电话。", "ended_on", back(6).String(), "decision", "withheld",
				"decision_ground", "2019-16-2", "decision_why", "整改尚在复查，属于过程性信息；复查结束后公布结果。"), back(5), calendar.NoDay),
			at("ZFBGT", values("title", "机关大楼物业费用审计", "kind", "audit", "subject", "机关事务管理单位", "started_on", back(9).String()), back(9), calendar.NoDay)),
		book("training", at("ZFBGT", values("title", "依申请公开答复培训班", "started_on", back(50).String(), "days", "1", "persons", "63", "person_times", "63", "full_time", "12", "part_time", "51"), back(49), back(48))),
		book("decisions", months...),
	}
}
