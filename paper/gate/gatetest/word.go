package gatetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// writer makes up one file.
type writer struct{ r *rand.Rand }

func (w *writer) one(list ...string) string {
	if len(list) == 0 {
		return ""
	}
	return list[w.r.IntN(len(list))]
}

// digits are n digits.
func (w *writer) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = '0' + byte(w.r.IntN(10))
	}
	return string(b)
}

func (w *writer) between(a, b int) int { return a + w.r.IntN(b-a+1) }

// paper is what a document says, whatever its format. A line end within a
// paragraph or cell is a line end there; a cut is where one stretch of the
// format's text ends and the next begins.
type paper struct {
	title, number string
	corner        string // above the title
	paragraphs    []string
	table         [][]string // the first row are its headings
	day           string
}

// cut parts two runs of text.
const cut = "\uE000"

func uncut(s string) string { return strings.ReplaceAll(s, cut, "") }

var (
	surnames  = strings.Split("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏锺汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文", "")
	givens    = strings.Split("伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文华玉建国志海春梅玲红丹凤云飞鹏宇晨浩然欣怡子涵梓轩", "")
	districts = []string{"朝阳区", "南关区", "宽城区", "二道区", "绿园区", "双阳区", "九台区", "农安县", "榆树市", "德惠市", "西湖区", "江岸区", "虎林市", "海淀区", "渝中区"}
	towns     = []string{"永春镇", "乐山镇", "合隆镇", "五棵树镇", "清和街道", "桂林街道", "太平镇", "新立城镇", "开安镇", "和平街道", "双沟乡"}
	villages  = []string{"永平村", "红旗村", "东方红村", "三家子村", "双山村", "小城子村", "李家屯", "兴隆村", "大岭村", "新农村"}
	roads     = []string{"人民大街", "解放大路", "自由大路", "亚泰大街", "同志街", "卫星路", "前进大街", "西安大路", "建设街", "文化路"}
	estates   = []string{"万科城市花园", "吴中桃花源", "幸福小区", "南湖新村", "亚泰杏花苑", "天安第一城", "富豪花园", "虹馆小区", "铁北家园", "锦绣东山"}
	offices   = []string{"市民政局", "市人力资源和社会保障局", "市住房保障和房地产管理局", "市发展和改革委员会", "市财政局", "市环境保护局", "市教育局", "市卫生和计划生育委员会", "市国土资源局", "市食品药品监督管理局", "市统计局", "市安全生产监督管理局", "市水利局", "市规划局"}
	subjects  = []string{"公共租赁住房保障对象", "城市居民最低生活保障对象", "农村危房改造对象", "行政处罚案件", "行政许可事项", "城市基础设施建设项目", "重点项目投资计划", "环境影响评价文件受理情况", "国有土地上房屋征收补偿", "残疾人两项补贴发放", "创业担保贷款贴息", "安全生产标准化企业", "部门预算", "事业单位公开招聘", "老旧小区改造工程", "义务教育阶段招生", "保密工作检查", "政府信息公开工作", "粮食直补", "耕地地力保护补贴"}
	firms     = []string{"吉林省建工集团有限公司", "长春城投建设投资有限公司", "某某市政工程有限责任公司", "中铁某局集团第一工程有限公司", "宏远工程咨询有限公司", "北方环保科技股份有限公司"}
	work      = []string{"坚持以人民为中心的发展思想", "严格执行保密审查制度，做到涉密信息不公开、公开信息不涉密", "进一步规范工作程序", "加强事中事后监管", "落实主体责任和监督责任", "对国家秘密、商业秘密和个人隐私依法予以保护", "推进内部控制建设和内部审计", "按照谁公开谁负责的原则", "完善档案管理和资料归集", "建立健全长效机制", "统筹推进各项重点任务", "确保政策落到实处"}
)

func (w *writer) name() string {
	n := w.one(surnames...) + w.one(givens...)
	if w.r.IntN(3) > 0 {
		n += w.one(givens...)
	}
	return n
}

func (w *writer) date() string {
	return fmt.Sprintf("%d年%d月%d日", w.between(2008, 2018), w.between(1, 12), w.between(1, 28))
}

func (w *writer) title() string {
	s, y := w.one(subjects...), w.between(2008, 2018)
	return w.one(fmt.Sprintf("关于%d年%s的公示", y, s), fmt.Sprintf("%d年度%s情况", y, s), fmt.Sprintf("关于做好%d年%s工作的通知", y, s), fmt.Sprintf("%s名单（%d年第%d批）", s, y, w.between(1, 9)))
}

func (w *writer) money() string {
	switch w.r.IntN(4) {
	case 0:
		return fmt.Sprintf("%d.%02d万元", w.between(1, 99999), w.r.IntN(100))
	case 1:
		return fmt.Sprintf("%d,%03d,%03d.%02d元", w.between(1, 999), w.r.IntN(1000), w.r.IntN(1000), w.r.IntN(100))
	case 2:
		return fmt.Sprintf("%d元", w.between(100, 99_999_999))
	}
	return fmt.Sprintf("人民币%d.%04d亿元", w.between(1, 500), w.r.IntN(10000))
}

// creditLetters are the characters of unified social credit codes, GB 32100.
const creditLetters = "0123456789ABCDEFGHJKLMNPQRTUWXY"

func (w *writer) credit() string {
	b := []byte(w.one("91", "12", "11", "52", "92") + w.one("2201", "1101", "3301", "2302", "5001") + "0" + w.digits(1))
	for range 8 {
		b = append(b, "0123456789MA"[w.r.IntN(12)])
	}
	b = append(b, creditLetters[w.r.IntN(len(creditLetters))])
	weights := []int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	sum := 0
	for i, c := range b {
		sum += strings.IndexByte(creditLetters, c) * weights[i]
	}
	return string(append(b, creditLetters[(31-sum%31)%31]))
}

// sentence is one of an official paper, with the numbers such papers have.
func (w *writer) sentence() string {
	y := w.between(2008, 2018)
	switch w.r.IntN(24) {
	case 0:
		return fmt.Sprintf("根据《%s管理办法》（%s〔%d〕%d号）等有关规定，现将有关情况公布如下。", w.one(subjects...), w.one("长府发", "国办发", "吉政办发", "建保"), y, w.between(1, 199))
	case 1:
		return fmt.Sprintf("公示期为%s至%s，如有异议，请以书面形式向%s反映。", w.date(), w.date(), w.one(offices...))
	case 2:
		return fmt.Sprintf("联系电话：0431-8%s，传真：0431-8%s，电子邮箱：%s@changchun.gov.cn。", w.digits(7), w.digits(7), w.one("mzj", "fgw", "rsj", "xxgk", "jyjbgs"))
	case 3:
		return fmt.Sprintf("监督举报电话：12345、0431-8%s（工作日8:30-11:30，13:30-17:00）。", w.digits(7))
	case 4:
		return fmt.Sprintf("全年完成投资%s，同比增长%d.%d%%，占年度计划的%d.%d%%。", w.money(), w.between(0, 30), w.r.IntN(10), w.between(60, 120), w.r.IntN(10))
	case 5:
		return fmt.Sprintf("中标单位：%s，统一社会信用代码：%s，中标价：%s。", w.one(firms...), w.credit(), w.money())
	case 6:
		return fmt.Sprintf("开户行：中国建设银行长春%s支行，账号：22001%s，户名：%s。", w.one("人民大街", "南湖", "西安大路"), w.digits(15), w.one(firms...))
	case 7:
		return fmt.Sprintf("本院作出的（%d）吉01%02d行初%d号行政判决书已发生法律效力。", y, w.between(1, 20), w.between(1, 800))
	case 8:
		return fmt.Sprintf("项目代码：%d-2201%02d-%02d-%02d-%s，备案文号：%s审批字〔%d〕%d号。", y, w.between(1, 20), w.between(10, 99), w.between(1, 3), w.digits(6), w.one("长发改", "吉发改"), y, w.between(1, 500))
	case 9:
		return fmt.Sprintf("项目位于%s%s，四至坐标为北纬43°%d′%d.%d″、东经125°%d′%d.%d″。", w.one(districts...), w.one(towns...), w.between(10, 59), w.between(10, 59), w.r.IntN(10), w.between(10, 59), w.between(10, 59), w.r.IntN(10))
	case 10:
		return fmt.Sprintf("拐点坐标：X=48%s.%s，Y=4255%s.%s；中心点经纬度%d.%s，%d.%s。", w.digits(5), w.digits(4), w.digits(4), w.digits(3), w.between(121, 134), w.digits(w.between(4, 8)), w.between(41, 48), w.digits(w.between(4, 8)))
	case 11:
		return fmt.Sprintf("《%s年鉴》由吉林人民出版社出版，ISBN 978-7-206-%s-%d，定价%d.00元。", w.one("长春", "吉林"), w.digits(5), w.r.IntN(10), w.between(60, 480))
	case 12:
		return fmt.Sprintf("本刊国际标准连续出版物号ISSN 1674-%s，国内统一刊号CN22-%s/D。", w.digits(4), w.digits(4))
	case 13:
		return fmt.Sprintf("%d年至%d年，分别完成%d户、%d户、%d户，累计%d户。", y-2, y, w.between(100, 9999), w.between(100, 9999), w.between(100, 9999), w.between(10000, 99999))
	case 14:
		return fmt.Sprintf("各有关单位要%s，%s，%s。", w.one(work...), w.one(work...), w.one(work...))
	case 15:
		return fmt.Sprintf("任命%s为%s副局长；免去%s的%s办公室主任职务。", w.name(), w.one(offices...), w.name(), w.one(offices...))
	case 16:
		return fmt.Sprintf("%s，男，汉族，%d年%d月生，大学学历，中共党员，现任%s副局长。", w.name(), w.between(1955, 1985), w.between(1, 12), w.one(offices...))
	case 17:
		return fmt.Sprintf("单位地址：长春市%s%s%d号，邮政编码：1300%02d。", w.one(districts...), w.one(roads...), w.between(1, 9999), w.between(0, 62))
	case 18:
		return fmt.Sprintf("不动产权证号：吉（%d）长春市不动产权第00%s号，面积%d.%02d平方米。", y, w.digits(5), w.between(40, 9000), w.r.IntN(100))
	case 19:
		return fmt.Sprintf("发票代码：%s，发票号码：%s，采购编号JL-%d-%s。", w.one("022001700", "013001700", "1300161", "2200164")+w.digits(3), w.digits(8), y, w.digits(8))
	case 20:
		return fmt.Sprintf("改造范围包括%s1栋至%d栋、%s%d号楼，建筑面积%d.%d万平方米。", w.one(estates...), w.between(3, 30), w.one(estates...), w.between(1, 40), w.between(1, 90), w.r.IntN(10))
	case 21:
		return fmt.Sprintf("办理时间：%d-%02d-%02d %02d:%02d:%02d，受理编号：%d%02d%02d%s。", y, w.between(1, 12), w.between(1, 28), w.between(8, 16), w.r.IntN(60), w.r.IntN(60), y, w.between(1, 12), w.between(1, 28), w.digits(w.between(6, 10)))
	case 22:
		return fmt.Sprintf("申请材料：身份证原件及复印件、户口簿、结婚证、收入证明，一式%d份，材料不齐的应当在%d个工作日内一次性告知。", w.between(1, 3), w.between(3, 10))
	}
	return fmt.Sprintf("联系人：%s先生，咨询电话：（0431）8%s，网址：http://www.%s.gov.cn/xxgk/%d%02d/t%d%02d%02d_%s.html。", w.one(surnames...), w.digits(7), w.one("ccmz", "ccfgw", "changchun"), y, w.between(1, 12), y, w.between(1, 12), w.between(1, 28), w.digits(7))
}

// paper is a document with nothing to find.
func (w *writer) paper() *paper {
	p := &paper{title: w.title(), day: w.date()}
	p.number = fmt.Sprintf("%s〔%d〕%d号", w.one("长府办发", "长民发", "长建", "长人社", "长财社"), w.between(2008, 2018), w.between(1, 300))
	for range w.between(4, 25) {
		s := w.sentence()
		for range w.r.IntN(3) {
			s += w.sentence()
		}
		p.paragraphs = append(p.paragraphs, s)
	}
	p.table = w.statistics()
	return p
}

// statistics is a table as offices publish them.
func (w *writer) statistics() [][]string {
	rows := w.between(5, 60)
	var t [][]string
	switch w.r.IntN(6) {
	case 0:
		t = append(t, []string{"序号", "姓名", "所在区县", "保障方式", "补贴金额（元）"})
		for i := range rows {
			t = append(t, []string{fmt.Sprint(i + 1), w.name(), w.one(districts...), w.one("实物配租", "租赁补贴"), fmt.Sprintf("%d.00", w.between(100, 3000))})
		}
	case 1:
		t = append(t, []string{"指标", "2013年", "2014年", "2015年", "2016年", "2017年"})
		for range rows {
			t = append(t, []string{w.one("地区生产总值", "固定资产投资", "社会消费品零售总额", "一般公共预算收入", "常住人口", "进出口总额") + w.one("（万元）", "（亿元）", ""), fmt.Sprint(w.between(1000, 99999999)), fmt.Sprint(w.between(1000, 99999999)), fmt.Sprintf("%d.%02d", w.between(10, 99999), w.r.IntN(100)), fmt.Sprint(w.between(1000, 9999)), fmt.Sprint(w.between(1000, 9999))})
		}
	case 2:
		t = append(t, []string{"决定书文号", "当事人名称", "统一社会信用代码", "处罚内容", "处罚日期"})
		for range rows {
			t = append(t, []string{fmt.Sprintf("长环罚字〔%d〕%d号", w.between(2014, 2018), w.between(1, 300)), w.one(firms...), w.credit(), "罚款" + w.money(), fmt.Sprintf("%d-%02d-%02d", w.between(2014, 2018), w.between(1, 12), w.between(1, 28))})
		}
	case 3:
		t = append(t, []string{"项目编码", "项目名称", "建设地点", "总投资", "经度", "纬度"})
		for range rows {
			t = append(t, []string{fmt.Sprintf("%d-2201%02d-%02d-%02d-%s", w.between(2014, 2018), w.between(1, 20), w.between(10, 99), w.between(1, 3), w.digits(6)), w.one(roads...) + "排水改造工程", w.one(districts...) + w.one(towns...), w.money(), fmt.Sprintf("%d.%s", w.between(121, 134), w.digits(w.between(4, 8))), fmt.Sprintf("%d.%s", w.between(41, 48), w.digits(6))})
		}
	case 4:
		t = append(t, []string{"单位名称", "地址", "咨询电话", "监督电话", "办公时间"})
		for range rows {
			t = append(t, []string{w.one(offices...), w.one(districts...) + w.one(roads...) + fmt.Sprint(w.between(1, 3000)) + "号", "0431-8" + w.digits(7), "0431-8" + w.digits(7), "8:30-16:30"})
		}
	default:
		t = append(t, []string{"准考证号", "报考岗位代码", "笔试成绩", "面试成绩", "总成绩", "名次"})
		for i := range rows {
			t = append(t, []string{fmt.Sprintf("%d%02d%s", w.between(2012, 2018), w.between(1, 30), w.digits(w.between(4, 6))), w.digits(5), fmt.Sprintf("%d.%d", w.between(40, 90), w.r.IntN(10)), fmt.Sprintf("%d.%02d", w.between(60, 90), w.r.IntN(100)), fmt.Sprintf("%d.%03d", w.between(50, 90), w.r.IntN(1000)), fmt.Sprint(i + 1)})
		}
	}
	return t
}
