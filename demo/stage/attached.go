package stage

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"gongkai/affairs/publication"
	"gongkai/demo"
	"gongkai/office"
	"gongkai/office/intake"
	"gongkai/paper/block"
	"gongkai/paper/docx"
	"gongkai/paper/pdf"
	"gongkai/paper/sheet"
	"gongkai/paper/upload"
)

// mostAttached is how many items of the year have a file hung onto them: enough
// to find words inside files, few enough to cost next to nothing.
const mostAttached = 48

// annex is what the file of an item is about, with words that no body holds.
type annex struct {
	of      string // in the title of an item it goes with; "" for any
	name    string
	opening string
	columns []string
	rows    [][]string // each begins a row; the number of a row is put before
	closing string
}

var annexes = []annex{
	{"住房", "保障性住房轮候家庭公示表", "经街道初审、区级复审，下列家庭符合轮候条件，现予公示。公示期内有异议的，可以向所在社区居民委员会书面反映。",
		[]string{"序号", "轮候编号", "户数", "所在片区", "拟配租房源"},
		[][]string{{"12", "雁鸣湖西片", "澄晖苑二期"}, {"9", "柳影路北段", "栖霞里六栋"}, {"15", "旧机车厂家属区", "望岭家园"}, {"7", "小南河沿岸", "澄晖苑一期"}},
		"轮候次序由公证员现场监督摇取，中途放弃选房的家庭两年内不再安排。"},
	{"教育", "义务教育阶段学区划分明细", "为方便家长查询，按门牌号列明各学区的起止路段；新建小区以交付使用公告为准。",
		[]string{"序号", "学区代码", "班额", "起止路段", "对口学校"},
		[][]string{{"6", "蔚山路至砚田街", "砚田街小学"}, {"8", "苇塘胡同以东", "第二苇塘学校"}, {"5", "双槐树至铁厂桥", "铁厂桥九年制学校"}},
		"随迁子女凭居住证明登记，借读费一律不收。"},
	{"食品", "食品监督抽检不合格样品清单", "下列样品经承检机构检验不合格，涉事批次已责令下架封存，核查处置结果另行公布。",
		[]string{"序号", "抽样单号", "批次", "样品", "不合格项目"},
		[][]string{{"2", "手工荞麦挂面", "苯甲酸超标"}, {"1", "散装酱腌苤蓝", "二氧化硫残留"}, {"3", "冻干榛蘑", "镉"}, {"1", "桶装泉水", "铜绿假单胞菌"}},
		"消费者如购得上述批次，可以凭小票要求退一赔十。"},
	{"环境", "空气自动监测站点逐月均值", "数据由国控与市控站点审核后汇总，缺测日以相邻站点插补并加注星号。",
		[]string{"序号", "站点代码", "有效天数", "站点", "主要污染物"},
		[][]string{{"31", "岱山水库站", "细颗粒物"}, {"28", "客车厂站", "臭氧"}, {"30", "甩湾子站", "二氧化氮"}},
		"秸秆焚烧影响较大的时段已剔除对比，原始小时值存档备查。"},
	{"预算", "部门收支明细与绩效目标表", "本表依照批复数编制，涉密支出不在其列；三公经费另附情况说明。",
		[]string{"序号", "科目编码", "万元", "项目", "绩效目标"},
		[][]string{{"318", "档案库房恒温改造", "温湿度达标率九成八"}, {"126", "政务大厅叫号系统", "平均候时十一分钟"}, {"74", "基层窗口手语培训", "持证人员四十二名"}, {"208", "老旧锅炉置换", "减煤三千一百吨"}},
		"结余资金按规定收回总预算，不得用于发放津补贴。"},
	{"招标", "中标候选人评分汇总", "评标委员会由随机抽取的七名专家组成，评分去掉最高与最低后取均值。",
		[]string{"序号", "标段编号", "得分", "工程", "中标候选人"},
		[][]string{{"93", "雨污分流砂井段", "弘瓴市政集团"}, {"89", "跨线桥伸缩缝更换", "九砺路桥公司"}, {"91", "泵站格栅改造", "弘瓴市政集团"}},
		"投标保证金自合同订立之日起五日内退还。"},
	{"农", "农机购置补贴受益户名册", "补贴对象经村级公示无异议，机具已逐台拍照、核对铭牌。",
		[]string{"序号", "登记号", "台数", "村屯", "机具"},
		[][]string{{"2", "前苇子沟屯", "玉米籽粒收获机"}, {"1", "后苇子沟屯", "免耕播种机"}, {"4", "大榆树林场屯", "秸秆打捆机"}},
		"转让补贴机具应当满两年，并到乡镇农机站备案。"},
	{"交通", "公交线路临时绕行方案", "施工期间下列线路临时绕行，站杆处另贴告示；夜班车不受影响。",
		[]string{"序号", "线路编号", "天数", "绕行路段", "停用站点"},
		[][]string{{"21", "柳条边路转磨坊街", "磨坊街口"}, {"14", "净水厂南门", "净水厂"}, {"9", "纺织宿舍环岛", "纺织宿舍"}},
		"残障乘客可以拨打调度热线预约接驳车。"},
	{"", "任务分工与完成时限表", "各责任单位按照时限逐项报送，逾期未报的由督查部门通报。",
		[]string{"序号", "任务编号", "工作日", "任务", "责任处室"},
		[][]string{{"15", "清理超期公章与旧版表单", "综合一处"}, {"20", "核对窗口一次性告知单", "审批协调处"}, {"10", "回访不满意办件", "效能督办处"}, {"30", "编印便民折页", "宣传信息处"}},
		"销号台账保存五年，第三方回访结果记入年终考核。"},
	{"", "听证代表名单与意见采纳情况", "听证会在社区活动中心举行，全程录音；未采纳的意见逐条说明理由。",
		[]string{"序号", "代表编号", "条数", "代表", "意见摘要"},
		[][]string{{"3", "退休测绘员", "增设无障碍坡道"}, {"2", "早市摊主", "错峰清扫"}, {"4", "盲人按摩师", "语音播报路口"}, {"1", "出租车司机", "加密候客泊位"}},
		"旁听席由报名者抽签产生，签号当场作废。"},
	{"", "行政许可办理结果明细", "下列事项已办结，许可文书由申请人自行领取或者邮寄送达。",
		[]string{"序号", "许可编号", "工作日", "被许可人", "事项"},
		[][]string{{"4", "榆荫堂中医诊所", "诊疗科目变更"}, {"6", "砺石采石场", "排污口位置调整"}, {"3", "北荟幼儿园", "扩建备案"}, {"5", "顺沅客运站", "班线延续"}},
		"许可有效期届满三十日前应当申请延续。"},
	{"", "值班安排与应急联系表", "节日期间实行双人值班，突发情况先处置后报告。",
		[]string{"序号", "班次编号", "小时", "值守点", "带班职务"},
		[][]string{{"12", "融雪剂储备库", "副处长"}, {"12", "桥隧监控室", "调度长"}, {"24", "热网抢修队", "总工程师"}},
		"备勤车辆加满油并贴除雪标识，钥匙统一存放在传达室。"},
}

// attached passes the records on, a file hung onto some of those of the year.
// The same plan gives the same files for the same records.
func attached(ctx context.Context, o *office.Office, p *demo.Plan, records iter.Seq[intake.Record], failed *error) iter.Seq[intake.Record] {
	return func(yield func(intake.Record) bool) {
		every := max(1, p.Totals.Items()/(mostAttached+mostAttached/4))
		hung, at := 0, 0
		for r := range records {
			at++
			if hung < mostAttached && at%every == 0 && r.Content.Channels == publication.Website {
				a, err := hang(ctx, o, r, hung)
				if err != nil {
					*failed = fmt.Errorf("file of %q: %w", r.Content.Title, err)
					return
				}
				r.Content.Attachments = append(r.Content.Attachments, a)
				hung++
			}
			if !yield(r) {
				return
			}
		}
	}
}

// hang keeps the file of the n-th item that has one.
func hang(ctx context.Context, o *office.Office, r intake.Record, n int) (publication.Attachment, error) {
	x := annexFor(r.Content.Title, n)
	name := "附件1：" + x.name
	var data []byte
	var err error
	switch n % 3 {
	case 0:
		name += ".pdf"
		data, err = pdf.Bytes(x.paper(r, n))
	case 1:
		name += ".docx"
		data, err = docx.Bytes(x.paper(r, n))
	case 2:
		name += ".xlsx"
		data, err = x.book(r, n)
	}
	if err != nil {
		return publication.Attachment{}, err
	}
	return o.KeepFile(ctx, name, bytes.NewReader(data), int64(len(data)), upload.Limits{})
}

func annexFor(title string, n int) annex {
	var others []annex
	for _, x := range annexes {
		if x.of != "" && strings.Contains(title, x.of) {
			return x
		}
		if x.of == "" {
			others = append(others, x)
		}
	}
	return others[n%len(others)]
}

// table is the heading and the rows, with a code on each that stands nowhere
// else.
func (x annex) table(r intake.Record, n int) [][]string {
	table := [][]string{x.columns}
	for i, row := range x.rows {
		code := fmt.Sprintf("%s-%d-%04d", r.Agency, r.Content.IssuedOn.Year(), 1000+n*17+i)
		table = append(table, append([]string{strconv.Itoa(i + 1), code}, row...))
	}
	return table
}

func (x annex) paper(r intake.Record, n int) block.Document {
	t := block.Table{Columns: make([]block.Column, len(x.columns))}
	for i, row := range x.table(r, n) {
		var cells []block.Cell
		for _, s := range row {
			cells = append(cells, block.Cell{Text: s})
		}
		if i == 0 {
			t.Head = append(t.Head, cells)
		} else {
			t.Rows = append(t.Rows, cells)
		}
	}
	return block.Document{Title: x.name, On: r.Content.IssuedOn, Blocks: []block.Block{
		block.Title{Text: x.name}, block.Paragraph{Text: x.opening}, t, block.Paragraph{Text: x.closing}}}
}

func (x annex) book(r intake.Record, n int) ([]byte, error) {
	rows := [][]sheet.Cell{{{Text: x.name, Style: sheet.Title}}}
	for i, row := range x.table(r, n) {
		var cells []sheet.Cell
		for _, s := range row {
			c := sheet.Cell{Text: s}
			if i == 0 {
				c.Style = sheet.Heading
			}
			cells = append(cells, c)
		}
		rows = append(rows, cells)
	}
	var b bytes.Buffer
	err := sheet.WriteXLSX(&b, sheet.Page{Name: "明细", Rows: rows},
		sheet.Page{Name: "说明", Rows: [][]sheet.Cell{{{Text: x.opening}}, {{Text: x.closing}}}})
	return b.Bytes(), err
}
