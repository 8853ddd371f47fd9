package desk

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/paper/letter"
	"gongkai/web/page"
)

// The groups under which a case's page offers its deeds, in order.
var deedGroups = []string{"登记", "期限与补正", "征求意见", "答复", "费用", "办结以后"}

// wroteAnswer is the rule that nobody reviews or signs their own words.
func wroteAnswer(r request.Request, by account.Login) bool {
	return r.Decision != nil && slices.Contains(r.Decision.Writers, by)
}

func asking(r request.Request, _ calendar.Day) bool { return request.Asks(r) }

func hearing(r request.Request, _ calendar.Day) bool { return request.Hears(r) }

func weighing(r request.Request, _ calendar.Day) bool { return request.Weighs(r) }

// errPartyNumber refuses a letter that tells the party another number than it has.
var errPartyNumber = errors.New("另有一份征求意见书已经发出，这份文书里的意见编号不对了，请按上面所填重新生成文书")

var partyNumber = regexp.MustCompile(letter.PartyNumber + `\s*(\d{4}-\d{6}-\d+)`)

// partyOf says whether a letter tells a party a number that is not theirs.
func partyOf(text, theirs string) bool {
	told := partyNumber.FindStringSubmatch(text)
	return told != nil && told[1] != theirs
}

// chooseParty asks which of those asked for an opinion is meant.
const chooseParty = "请选择是哪一方"

// supplementDays is the period for a supplement the form begins with, in
// working days: the Regulation asks for a reasonable one.
const supplementDays = 15

// requestDeeds is every deed a case's page offers, in the order of its groups.
// Drafting the answer has a page of its own (request_draft.go).
var requestDeeds []requestDeed

func init() {
	requestDeeds = []requestDeed{
		{Act: journal.RequestConfirm, Group: "登记", Title: "登记双方确认", Button: "登记确认",
			Help:   "网上、传真、电子邮件和平常信函提交的申请，以与申请人双方确认之日为收到申请之日，期限从次日起算（第三十一条）。请尽快用电话或者邮件与申请人确认，再登记确认的日期。",
			Fields: confirmFields, Start: startToday("on"),
			Do: func(c *requestDoing) error {
				on, how := dateOf(c.form, "on"), line(c.form, "how", 200)
				c.form.Require("on", "请填写日期")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Confirm(r, on, how, h)
				})
			}},
		{Act: journal.RequestAssign, Group: "登记", Title: "分办给承办人", Button: "分办",
			Help:   "承办人的待办中会出现这件申请。只列出本机关可以拟办答复的同事。",
			Fields: assignFields,
			Do: func(c *requestDoing) error {
				to := account.Login(c.form.Get("handler"))
				people, err := c.d.handlers(c.ctx, c.r)
				if err != nil {
					return err
				}
				if to != "" && !slices.ContainsFunc(people, func(p page.Choice) bool { return p.Value == string(to) }) {
					return request.ErrHandler
				}
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Assign(r, to, h)
				})
			}},
		{Act: journal.RequestSort, Group: "登记", Title: "甄别事项种类", Button: "登记种类", Kind: "secondary",
			Help:   "以申请公开的名义进行信访、投诉、举报的，不作为政府信息公开申请处理，可以告知通过相应渠道提出（第三十九条）。甄别为咨询、投诉举报、信访以后不再适用答复期限，仍应答复或者告知向谁提出，统计时分开计数。",
			Fields: sortFields, Start: func(c *requestDoing) { c.form.Set("kind", string(c.r.Kind)) },
			Do: func(c *requestDoing) error {
				kind, why := request.Kind(c.form.Get("kind")), c.words("why")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Sort(r, kind, why, h)
				})
			}},
		{Act: journal.RequestAmend, Group: "登记", Title: "更正登记", Button: "更正登记", Kind: "secondary",
			Help:   "登记时写错了日期、渠道、姓名或者联系方式的，在这里更正；期限按更正后的收到申请之日重新计算。更正前后的内容、经办人和理由都会留下记录。",
			Fields: amendFields, Start: startAmend,
			Do: func(c *requestDoing) error {
				now, why := amendOf(c), c.words("why")
				if _, faults := c.r.Amended(now, c.hand()); len(faults) > 0 {
					for _, f := range faults {
						if c.form.Error(f.Field) == "" {
							c.form.Fail(f.Field, f.Err.Error())
						}
					}
				}
				if why == "" {
					c.form.Fail("why", request.ErrNote.Error())
				}
				if !c.form.OK() {
					return nil
				}
				_, err := c.d.Office.AmendRequest(c.ctx, c.o.Actor, c.r.ID, c.stamp, now, why)
				return err
			}},
		{Act: journal.RequestNote, Group: "登记", Title: "批注", Button: "保存批注", Kind: "secondary",
			Help:   "批注只有同事能看到，不会告知申请人，也不影响期限。请不要写入申请人的个人信息。",
			Fields: noteFields,
			Do: func(c *requestDoing) error {
				words := c.words("words")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Note(r, words, h)
				})
			}},
		{Act: journal.RequestAdd, Group: "登记", Title: "登记申请人补充的材料", Button: "登记", Kind: "secondary", Files: "request",
			Help:   "申请人主动补充的说明或者材料，不影响期限。机关要求补正的，请用“登记收到补正”。",
			Fields: addFields,
			Do: func(c *requestDoing) error {
				words := c.words("words")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Add(r, words, c.files, h)
				})
			}},
		{Act: journal.RequestWithdraw, Group: "登记", Title: "登记申请人撤回申请", Button: "登记撤回并办结", Kind: "warning",
			Help:   "申请人自愿撤回申请的，这件申请就此办结，不再答复。请保留申请人撤回的书面材料或者记录。",
			Fields: whyFields("撤回的经过", "必须填写。例如：申请人 6 月 30 日来电撤回，称已从网站获取"),
			Do: func(c *requestDoing) error {
				why := c.words("why")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Withdraw(r, why, h)
				})
			}},

		{Act: journal.RequestClarify, Group: "期限与补正", Title: "告知补正", Button: "发出补正告知书",
			Help:   "申请内容不明确的，应当自收到申请之日起 7 个工作日内一次性告知申请人补正，说明需要补正的事项和合理的期限；收到补正后，答复期限重新计算（第三十条）。只能告知一次，请把需要补正的事项写全。",
			Fields: clarifyFields, Start: func(c *requestDoing) { c.form.Set("days", strconv.Itoa(supplementDays)) },
			Fit: func(r request.Request, _ calendar.Day) bool { return r.Clarification == nil },
			Letter: func(c *requestDoing) (letterFacts, letterAct) {
				items, days := c.words("items"), c.count("days", request.ErrClarifyDays.Error())
				return letterFacts{Items: linesOf(items), Days: days}, func(r request.Request, l request.Letter, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Clarify(r, items, days, l, h)
				}
			}},
		{Act: journal.RequestSupplement, Group: "期限与补正", Title: "登记收到补正", Button: "登记补正", Files: "supplement",
			Help:   "登记申请人补正的内容和收到的日期，答复期限自收到补正之日的次日起重新计算（第三十条）。",
			Fields: supplementFields, Start: startToday("on"),
			Do: func(c *requestDoing) error {
				words, on := c.words("words"), dateOf(c.form, "on")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Supplement(r, words, c.files, on, h)
				})
			}},
		{Act: journal.RequestProlong, Group: "期限与补正", Title: "宽限补正期限", Button: "宽限", Kind: "secondary",
			Help:   "申请人有正当理由不能按期补正的，可以宽限（第三十条“无正当理由逾期不补正”）。",
			Fields: prolongFields,
			Do: func(c *requestDoing) error {
				days, why := c.count("days", request.ErrClarifyDays.Error()), c.words("why")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Prolong(r, days, why, h)
				})
			}},
		{Act: journal.RequestLapse, Group: "期限与补正", Title: "逾期未补正，不再处理", Button: "发出告知书并办结", Kind: "warning",
			Help: "申请人无正当理由逾期不补正的，视为放弃申请，行政机关不再处理（第三十条）。补正期限届满的次日起才能办理。",
			Fit: func(r request.Request, today calendar.Day) bool {
				return r.Clarification != nil && today > r.Clarification.DueOn
			},
			Letter: func(c *requestDoing) (letterFacts, letterAct) {
				return letterFacts{}, func(r request.Request, l request.Letter, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Lapse(r, l, h)
				}
			}},
		{Act: journal.RequestExtendAsk, Group: "期限与补正", Title: "申请延长答复期限", Button: "报负责人决定", Kind: "secondary",
			Help:   "不能在期限内答复的，经政府信息公开工作机构负责人同意并告知申请人，可以延长一次（第三十三条第二款）。应当在期限届满前提出。",
			Fields: extendFields, Start: startExtend,
			Fit: func(r request.Request, today calendar.Day) bool {
				return !r.WasExtended() && (r.Extension == nil || !r.Extension.Waits()) && (r.DueOn == calendar.NoDay || today <= r.DueOn)
			},
			Do: func(c *requestDoing) error {
				days, why := c.count("days", request.ErrExtendNone.Error()), c.words("why")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.ExtendAsk(r, days, why, h)
				})
			}},
		{Act: journal.RequestExtend, Group: "期限与补正", Title: "同意延长答复期限", Button: "同意并告知申请人",
			Help:   "由政府信息公开工作机构负责人决定，只能延长一次，应当在期限届满前作出并告知申请人（第三十三条第二款）。",
			Fields: extendFields, Start: startExtend,
			Fit: func(r request.Request, today calendar.Day) bool {
				return !r.WasExtended() && (r.DueOn == calendar.NoDay || today <= r.DueOn)
			},
			Letter: func(c *requestDoing) (letterFacts, letterAct) {
				days, why := c.count("days", request.ErrExtendNone.Error()), c.words("why")
				return letterFacts{Days: days, Reason: why}, func(r request.Request, l request.Letter, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Extend(r, days, why, l, h)
				}
			}},
		{Act: journal.RequestExtendRefuse, Group: "期限与补正", Title: "不同意延长答复期限", Button: "不同意", Kind: "warning",
			Help:   "承办人应当在原来的期限内答复。",
			Fields: whyFields("理由", "承办人会看到这段话"),
			Fit:    func(r request.Request, _ calendar.Day) bool { return r.Extension != nil && r.Extension.Waits() },
			Do: func(c *requestDoing) error {
				why := c.words("why")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.ExtendRefuse(r, why, h)
				})
			}},
		{Act: journal.RequestExtendUndo, Group: "期限与补正", Title: "撤销延期", Button: "撤销延期", Kind: "warning",
			Help:   "误作的延期可以撤销，恢复原来的期限；原来的期限已经届满的不能撤销。",
			Fields: whyFields("理由", ""),
			Fit:    func(r request.Request, _ calendar.Day) bool { return r.WasExtended() },
			Do: func(c *requestDoing) error {
				why := c.words("why")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.ExtendUndo(r, why, h)
				})
			}},
		{Act: journal.RequestReasons, Group: "期限与补正", Title: "要求申请人说明理由", Button: "发出通知", Kind: "secondary",
			Help: "申请的数量、频次明显超过合理范围的，可以要求申请人说明理由。理由不合理的，告知不予处理；理由合理但不能按期答复的，可以确定延迟答复的合理期限（第三十五条）。",
			Fit:  func(r request.Request, _ calendar.Day) bool { return r.Delay == nil && r.Edition != "2008" },
			Letter: func(c *requestDoing) (letterFacts, letterAct) {
				return letterFacts{}, func(r request.Request, l request.Letter, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Reasons(r, l, h)
				}
			}},
		{Act: journal.RequestDelay, Group: "期限与补正", Title: "确定延迟答复的期限", Button: "确定并告知申请人",
			Help:   "申请人说明的理由合理，但不能在规定期限内答复的，可以确定延迟答复的合理期限并告知申请人（第三十五条）。",
			Fields: delayFields,
			Fit:    func(r request.Request, _ calendar.Day) bool { return r.Delay != nil },
			Letter: func(c *requestDoing) (letterFacts, letterAct) {
				days, reasons := c.count("days", request.ErrDelayDays.Error()), c.words("reasons")
				return letterFacts{Days: days, Reason: reasons}, func(r request.Request, l request.Letter, h request.Hand) (request.Request, journal.Entry, error) {
					return request.FixDelay(r, days, reasons, l, h)
				}
			}},

		{Act: journal.RequestConsult, Group: "征求意见", Title: "征求第三方或者其他机关意见", Button: "发出征求意见书",
			Help:   "公开会损害第三方合法权益的，应当书面征求第三方意见；由两个以上机关共同制作的，牵头机关可以征求其他机关意见。对方应当在 15 个工作日内提出意见；征求意见的时间不计算在答复期限内（第三十二条至第三十四条）。每一方发一份。",
			Fields: consultPartyFields,
			Letter: func(c *requestDoing) (letterFacts, letterAct) {
				o := request.Opinion{Party: request.Party(c.form.Get("party")), Name: line(c.form, "name", 200), Contact: line(c.form, "contact", 200), Email: line(c.form, "email", 200), About: c.words("about"), N: len(c.r.Opinions) + 1}
				if code, err := agency.ParseCode(c.form.Get("agency")); err == nil && o.Party != request.ThirdParty {
					o.Agency = string(code)
					if a, err := c.d.Office.Store.Agency(c.ctx, code); err == nil && o.Name == "" {
						o.Name = a.Name
					}
				}
				return letterFacts{Opinion: o}, func(r request.Request, l request.Letter, h request.Hand) (request.Request, journal.Entry, error) {
					if partyOf(l.Text, request.PartyNumber(r.ID, len(r.Opinions)+1)) {
						return r, journal.Entry{}, errPartyNumber
					}
					return request.Consult(r, o, l, h)
				}
			}},
		{Act: journal.RequestHear, Group: "征求意见", Title: "登记对方的意见", Button: "登记意见",
			Help:   "第三方不同意公开且有合理理由的，不予公开；不公开可能对公共利益造成重大影响的，可以决定公开。第三方逾期不提出意见的，由行政机关依法决定；共同制作机关逾期不提出意见的，视为同意公开（第三十二条、第三十四条）。对方逾期才提出的意见，在签发以前也可以登记：记为逾期，不改变答复期限。",
			Fields: hearFields, Fit: hearing, Start: startHear,
			Do: func(c *requestDoing) error {
				n, on, words := c.count("n", chooseParty), dateOf(c.form, "on"), c.words("words")
				answer := c.form.Get("answer")
				if answer != request.Agrees && answer != request.Object {
					c.form.Fail("answer", "请选择对方的意见")
				}
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Hear(r, n, answer != request.Object, words, c.form.Get("reasonable") == "yes", on, h)
				})
			}},
		{Act: journal.RequestWeigh, Group: "征求意见", Title: "判断第三方的理由", Button: "记录判断",
			Help:   "第三方在网上提出不同意公开的，由本机关判断其理由是否合理：有合理理由的，不予公开；不公开可能对公共利益造成重大影响的，可以决定公开（第三十二条）。判断以后才能送审。",
			Fields: weighFields, Fit: weighing, Start: startWeigh,
			Do: func(c *requestDoing) error {
				n, view := c.count("n", chooseParty), c.form.Get("reasonable")
				if view != "yes" && view != "no" {
					c.form.Fail("reasonable", "请选择理由是否合理")
				}
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Weigh(r, n, view == "yes", h)
				})
			}},
		{Act: journal.RequestGot, Group: "征求意见", Title: "登记对方收到文书的日期", Button: "登记", Kind: "secondary",
			Help:   "邮寄的补正告知书、收费通知书和征求意见书，期限从对方收到之日起计算；没有登记收到日期的，不能认定对方逾期。",
			Fields: gotFields, Start: startGot,
			Fit: func(r request.Request, _ calendar.Day) bool { return len(r.LettersOut()) > 0 },
			Do: func(c *requestDoing) error {
				if len(c.r.LettersOut()) == 0 { // the page has no letter to choose
					c.form.Fail("", request.ErrNoLetterOut.Error())
					return nil
				}
				i, on := c.count("which", "请选择是哪一份文书"), dateOf(c.form, "on")
				c.form.Require("on", "请填写日期")
				proof, err := c.d.proofOf(c.ctx, c.o, c.r, c.form.Get("proof"))
				if err != nil {
					return err
				}
				out := c.r.LettersOut()
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					if i < 1 || i > len(out) {
						return r, journal.Entry{}, request.ErrNoLetterOut
					}
					which := out[i-1]
					which.Proof = proof
					return request.Got(r, which, on, h)
				})
			}},
		{Act: journal.RequestConsultEnd, Group: "征求意见", Title: "停止征求意见", Button: "停止征求", Kind: "warning",
			Help:   "不再需要对方意见的，可以停止征求；答复期限从当天起继续计算。",
			Fields: consultEndFields, Fit: asking, Start: startConsultEnd,
			Do: func(c *requestDoing) error {
				n, why := c.count("n", chooseParty), c.words("why")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.ConsultEnd(r, n, why, h)
				})
			}},

		{Act: journal.RequestDraft, Group: "答复", Title: "拟办答复", Own: true,
			Help: "选择答复种类、依据，勾选要提供的材料，生成并修改告知书（第三十六条、第三十七条）。"},
		{Act: journal.RequestPropose, Group: "答复", Title: "送审答复", Button: "送审",
			Help:   "送审后由另一位同事审核，再由负责人签发；拟办人不能审核、签发自己的答复（第四十五条）。送审后还可以撤回。",
			Fields: answerFields,
			Fit:    func(r request.Request, _ calendar.Day) bool { return r.Decision != nil && r.Decision.Text != "" },
			Do: func(c *requestDoing) error {
				if v := c.r.Decision; v != nil && v.Composed != "" && v.Composed != digest(v.Parts) {
					c.form.Fail("", "答复内容改动后，告知书还是原来的；请回到拟办答复，重新生成或者核对后送审")
					return nil
				}
				_, err := c.d.Office.ProposeAnswer(c.ctx, c.o.Actor, c.r.ID, c.stamp)
				return err
			}},
		{Act: journal.RequestRecall, Group: "答复", Title: "撤回送审答复", Button: "撤回", Kind: "secondary",
			Help: "撤回后可以继续修改，再送审。",
			Do:   func(c *requestDoing) error { return c.act(request.Recall) }},
		{Act: journal.RequestReview, Group: "答复", Title: "审核答复", Button: "审核通过，送签发", Hand: wroteAnswer,
			Help:   "核对：答复种类与依据是否对应，应当公开的是否都公开了，需要遮盖的是否遮盖，告知书是否写明理由和救济途径（第三十六条、第三十七条、第四十五条）。",
			Fields: reviewFields,
			Do: func(c *requestDoing) error {
				words := c.words("words")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Review(r, words, h)
				})
			}},
		{Act: journal.RequestSign, Group: "答复", Title: "签发答复", Button: "签发", Hand: wroteAnswer,
			Help:   "签发后答复就是本机关的决定：告知书编文号、存档，内容不能再改；送达之前可以撤销签发。",
			Fields: answerFields, Do: signAnswer},
		{Act: journal.RequestReturn, Group: "答复", Title: "退回修改答复", Button: "退回", Kind: "warning",
			Help:   "退回后由承办人修改，再送审。",
			Fields: whyFields("退回理由", "承办人会看到这段话"),
			Do: func(c *requestDoing) error {
				why := c.words("why")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Return(r, why, h)
				})
			}},
		{Act: journal.RequestUnsign, Group: "答复", Title: "撤销签发", Button: "撤销签发", Kind: "warning",
			Help:   "只有还没有送达的答复可以撤销签发。文号作废，告知书作为作废件保留。",
			Fields: whyFields("理由", ""),
			Do: func(c *requestDoing) error {
				why := c.words("why")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Unsign(r, why, h)
				})
			}},
		{Act: journal.RequestDeliver, Group: "答复", Title: "登记送达并办结", Button: "登记送达", Files: "proof",
			Help:   "按申请人要求的方式送达（第四十条）。邮寄的，以交邮之日为答复之日；其他方式，以申请人收到之日为准。晚于期限也应当送达，会如实记录为逾期。",
			Fields: deliverFields, Start: startDeliver,
			Do: func(c *requestDoing) error {
				v := deliveryOf(c)
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Deliver(request.Attach(r, c.files...), v, h)
				})
			}},

		{Act: journal.RequestCharge, Group: "费用", Title: "通知缴纳信息处理费", Button: "发出收费通知", Kind: "secondary",
			Help:   "一般不收费。同一申请人申请的数量、频次明显超过合理范围的，可以收取信息处理费（第四十二条，国办函〔2020〕109号）：按件或者按量只能选一种。申请人 20 个工作日内不缴费的，视为放弃申请。",
			Fields: chargeFields, Fit: func(r request.Request, _ calendar.Day) bool { return r.Fee == nil && r.Edition != "2008" },
			Start: func(c *requestDoing) {
				if pay, err := c.d.Office.Setting(c.ctx, "pay"); err == nil {
					c.form.Set("pay", pay)
				}
			},
			Letter: func(c *requestDoing) (letterFacts, letterAct) {
				basis := c.form.Get("basis")
				if basis != "request" && basis != "page" {
					c.form.Fail("basis", errBasis.Error())
				}
				before, err := c.d.Office.Store.EarlierInMonth(c.ctx, c.r)
				// The letter names the sum as it was reckoned when it was made.
				if n, bad := strconv.Atoi(c.form.Get("before")); bad == nil && c.form.Get("letter") != "" && c.form.Get("act") == "" {
					before = n
				} else if c.form.Get("act") != "price" {
					c.form.Set("before", strconv.Itoa(before))
				}
				var f request.Fee
				if err == nil && c.form.OK() {
					f, err = priceOf(c.form, before)
				}
				switch {
				case err == nil:
				case basis == "page":
					c.form.Fail("pages", err.Error())
				default:
					c.form.Fail("basis", err.Error())
				}
				facts := letterFacts{Fee: f, Pay: line(c.form, "pay", 200)}
				if !c.form.OK() {
					return facts, nil // without a fee there is nothing to try
				}
				return facts, func(r request.Request, l request.Letter, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Charge(r, f, l, h)
				}
			}},
		{Act: journal.RequestPay, Group: "费用", Title: "登记收到缴费", Button: "登记缴费",
			Help:   "缴费之日起，答复期限重新计算。票据号填写财政票据上的号码。",
			Fields: payFields, Start: startToday("on"),
			Do: func(c *requestDoing) error {
				receipt, on := line(c.form, "receipt", 100), dateOf(c.form, "on")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Pay(r, receipt, on, h)
				})
			}},
		{Act: journal.RequestWaive, Group: "费用", Title: "减免费用", Button: "减免", Kind: "secondary",
			Help:   "减免应当写明理由；减免之日起，答复期限重新计算。",
			Fields: whyFields("减免理由", ""),
			Do: func(c *requestDoing) error {
				why := c.words("why")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Waive(r, why, h)
				})
			}},
		{Act: journal.RequestUnpaid, Group: "费用", Title: "逾期未缴费，不再处理", Button: "发出告知书并办结", Kind: "warning",
			Help: "申请人逾期不缴费的，视为放弃申请，行政机关不再处理。缴费期限届满的次日起才能办理。",
			Fit:  func(r request.Request, today calendar.Day) bool { return r.Fee != nil && today > r.Fee.DueOn },
			Letter: func(c *requestDoing) (letterFacts, letterAct) {
				return letterFacts{}, func(r request.Request, l request.Letter, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Unpaid(r, l, h)
				}
			}},
		{Act: journal.RequestRefund, Group: "费用", Title: "退还费用", Button: "登记退还", Kind: "secondary",
			Help:   "误收或者应当退还的费用，登记退还的金额和理由。",
			Fields: refundFields, Fit: func(r request.Request, _ calendar.Day) bool { return r.Fee != nil && r.Fee.Held() > 0 },
			Start: func(c *requestDoing) {
				if c.r.Fee != nil {
					c.form.Set("yuan", strconv.Itoa(c.r.Fee.Held()))
				}
			},
			Do: func(c *requestDoing) error {
				yuan, why := c.count("yuan", request.ErrRefund.Error()), c.words("why")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Refund(r, yuan, why, h)
				})
			}},

		{Act: journal.RequestBounce, Group: "办结以后", Title: "登记送达被退回", Button: "登记退回", Kind: "secondary",
			Help:   "寄出的答复被退回的，登记退回的情况，核对地址后再次送达。答复的日期不变。",
			Fields: whyFields("退回的情况", "例如：查无此人，6 月 30 日退回"),
			Fit:    func(r request.Request, _ calendar.Day) bool { return r.Delivery != nil && !r.CameBack() },
			Do: func(c *requestDoing) error {
				why := c.words("why")
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Bounce(r, why, h)
				})
			}},
		{Act: journal.RequestRedeliver, Group: "办结以后", Title: "再次送达", Button: "登记送达", Files: "proof",
			Help:   "再次送达不改变办结日期。",
			Fields: deliverFields, Start: startDeliver,
			Fit: func(r request.Request, _ calendar.Day) bool { return r.CameBack() },
			Do: func(c *requestDoing) error {
				v := deliveryOf(c)
				return c.act(func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Redeliver(request.Attach(r, c.files...), v, h)
				})
			}},
		{Act: journal.RequestTell, Group: "办结以后", Title: "告知第三方决定公开", Button: "发出告知书",
			Help:   "第三方不同意公开或者没有答复，而决定公开的，应当将决定公开的内容和理由书面告知第三方（第三十二条）。",
			Fields: tellFields, Start: startTell,
			Fit: func(r request.Request, _ calendar.Day) bool { return len(r.ToTell()) > 0 },
			Letter: func(c *requestDoing) (letterFacts, letterAct) {
				n, why := c.count("n", chooseParty), c.words("why")
				if why == "" {
					c.form.Fail("why", request.ErrNote.Error())
				}
				f := letterFacts{Reason: why}
				for _, o := range c.r.ToTell() {
					if o.N == n {
						f.Opinion = o
					}
				}
				return f, func(r request.Request, l request.Letter, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Tell(r, n, l, h)
				}
			}},
		{Act: journal.RequestPublish, Group: "办结以后", Title: "转为主动公开", Button: "登记", Kind: "secondary",
			Help:   "多个申请人就相同的信息提出申请、该信息属于可以公开的，可以纳入主动公开的范围；申请人认为应当主动公开的，可以提出建议（第四十四条）。公开的内容不能含有申请人的个人信息。",
			Fields: publishFields,
			Fit:    func(r request.Request, _ calendar.Day) bool { return r.PublishedAs == "" && r.Decision != nil },
			Do:     publishAnswer},
		{Act: journal.RequestReopen, Group: "办结以后", Title: "依决定重新办理", Button: "重新办理", Kind: "warning",
			Help:   "复议决定、判决或者上级机关责令重新答复的，另立一件新的申请办理，期限从收到决定之日的次日起重新计算；原来的答复保留。",
			Fields: reopenFields, Start: startToday("on"),
			Fit: func(r request.Request, _ calendar.Day) bool { return r.Next == 0 },
			Do: func(c *requestDoing) error {
				// What a decision on record orders, and until when, is not written twice.
				if v, ok, err := c.order(); err != nil || ok {
					on := dateOf(c.form, "on")
					if err != nil || !c.form.OK() {
						return err
					}
					_, anew, err := c.d.Office.ReopenByRemedy(c.ctx, c.o.Actor, v.Kind, v.ID, v.Stamp, on)
					if err == nil {
						c.To, c.Notice = requestHref(anew.ID), page.Tf(c.ctx, "已另立新案 %s", anew.ID.Number())
					}
					return err
				}
				words, on, by := c.words("words"), dateOf(c.form, "on"), dateOf(c.form, "by")
				if !c.form.OK() {
					_, _, _, err := request.Reopen(c.r, c.r.ID, words, on, by, c.hand())
					return err
				}
				if c.stamp != c.r.Stamp {
					return request.ErrState
				}
				anew, err := c.d.Office.ReopenRequest(c.ctx, c.o.Actor, c.r.ID, words, on, by)
				if err == nil {
					c.To, c.Notice = requestHref(anew.ID), page.Tf(c.ctx, "已另立新案 %s", anew.ID.Number())
				}
				return err
			}},
	}
}

// startAmend writes the registration as it stands into the form.
func startAmend(c *requestDoing) {
	g := c.r.Registered()
	for name, value := range map[string]string{"channel": string(g.Channel), "name": g.Name, "phone": g.Phone, "email": g.Email, "address": g.Address, "fax": g.Fax} {
		c.form.Set(name, value)
	}
	c.form.SetDate("submitted_on", g.SubmittedOn.String())
	if g.ConfirmedOn != calendar.NoDay {
		c.form.SetDate("confirmed_on", g.ConfirmedOn.String())
	}
}

// amendOf reads the form of a correction.
func amendOf(c *requestDoing) request.Registered {
	g := request.Registered{Channel: regulation.Channel(c.form.Get("channel")), SubmittedOn: dateOf(c.form, "submitted_on"), ConfirmedOn: calendar.NoDay,
		Name: c.form.Get("name"), Phone: c.form.Get("phone"), Email: c.form.Get("email"), Address: c.form.Get("address"), Fax: c.form.Get("fax")}
	if c.form.Date("confirmed_on") != "" {
		g.ConfirmedOn = dateOf(c.form, "confirmed_on")
	}
	return g
}

func startToday(name string) func(c *requestDoing) {
	return func(c *requestDoing) { c.form.SetDate(name, c.today().String()) }
}

func startExtend(c *requestDoing) {
	if x := c.r.Extension; x != nil && x.Waits() {
		c.form.Set("days", strconv.Itoa(x.Days))
		c.form.Set("why", x.Reason)
		return
	}
	if e, ok := c.r.Law(); ok {
		c.form.Set("days", strconv.Itoa(e.Extension().Days))
	}
}

// startHear chooses the opinion when only one may be heard.
func startHear(c *requestDoing) {
	c.form.SetDate("on", c.today().String())
	chooseOne(c, request.Opinion.Answerable)
}

func startConsultEnd(c *requestDoing) { chooseOne(c, open) }

func startWeigh(c *requestDoing) { chooseOne(c, toWeigh) }

func open(o request.Opinion) bool { return o.Answer == "" }

func toWeigh(o request.Opinion) bool { return o.ToWeigh }

// chooseOne chooses the party where only one is as wanted.
func chooseOne(c *requestDoing, wanted func(request.Opinion) bool) {
	if list := opinionChoices(c.r, wanted); len(list) == 1 {
		c.form.Set("n", list[0].Value)
	}
}

// order is the decision on record that orders this case to be answered anew, if
// the official sees it.
func (c *requestDoing) order() (remedy.Remedy, bool, error) {
	v, ok, err := c.d.Office.OrderOn(c.ctx, c.r.ID)
	return v, ok && remedy.Visible(c.o.Actor, v), err
}

// contesting is the undecided reconsiderations and suits about the case that the
// official may see.
func (c *requestDoing) contesting() ([]remedy.Remedy, error) {
	list, err := c.d.Office.Contesting(c.ctx, c.r.ID)
	return slices.DeleteFunc(list, func(v remedy.Remedy) bool { return !remedy.Visible(c.o.Actor, v) }), err
}

// startGot chooses the letter where there is one.
func startGot(c *requestDoing) {
	c.form.SetDate("on", c.today().String())
	if len(c.r.LettersOut()) == 1 {
		c.form.Set("which", "1")
	}
}

// startTell chooses the party where there is one.
func startTell(c *requestDoing) {
	if list := c.r.ToTell(); len(list) == 1 {
		c.form.Set("n", strconv.Itoa(list[0].N))
	}
}

func startDeliver(c *requestDoing) {
	c.form.SetDate("on", c.today().String())
	c.form.Set("route", string(c.r.Asked.Route))
}

// deliveryOf reads the form of a delivery; a scan of the proof goes with it.
func deliveryOf(c *requestDoing) request.Delivery {
	v := request.Delivery{Route: request.Route(c.form.Get("route")), On: dateOf(c.form, "on"), Proof: line(c.form, "proof", 200)}
	if len(c.files) > 0 {
		v.File = c.files[0].Hash
	}
	return v
}

// publishAnswer links the answer with what was published, or begins a draft of
// it.
func publishAnswer(c *requestDoing) error {
	if c.form.Get("act") == "start" && c.form.OK() {
		return c.startPublication()
	}
	index := line(c.form, "index", 100)
	if index == "" {
		c.form.Fail("index", "请填写索引号")
	}
	if !c.form.OK() {
		return nil
	}
	r, err := c.d.Office.PublishAnswer(c.ctx, c.o.Actor, c.r.ID, c.stamp, index)
	if notFound(err) {
		c.form.Fail("index", "没有这个索引号的已公开信息")
		return nil
	}
	if err == nil {
		c.r = r
	}
	return err
}

// opinionName is how a form names a consultation: （一）第三方 某公司.
func opinionName(o request.Opinion) string {
	return fmt.Sprintf("%d. %s %s", o.N, o.Party.Name(), o.Name)
}
