"""How customers say what they are unhappy with, by cause: what the suggestion starts from.

Short phrases of the trade in both languages, none taken from anybody's records.
"""

from __future__ import annotations

SAYINGS: dict[str, str] = {
    "quality": """
        维修后故障再次出现 没修好 同样的问题又出现 修了几次都没好 返修 反复维修 刹车异响
        异响没有解决 方向盘抖动 空调不制冷 发动机故障灯又亮 漏油 渗油 修完更严重 维修质量差
        技术不行 没有检查出原因 螺丝没有拧紧 装配不到位 喷漆有色差 漆面起泡 钣金缝隙不均
        保养后机油没加够 轮胎动平衡没做好 四轮定位没调好 洗车没洗干净 把车划伤 维修时碰坏
        故障没有排除 修坏了 质量问题 变速箱顿挫没修好 the same fault came back; not repaired
        properly; still makes a noise after the repair; warning light on again; oil leaks after
        service; paint does not match; scratched the car; brakes still squeal; poor workmanship;
        fault not found; had to come back again; vibration not cured; bad repair
    """,
    "time": """
        等待时间太长 等了三个小时 交车晚了 没有按时交车 超过约定时间 拖了好几天 维修太慢
        排队太久 迟迟不修 预约了还要等 说好下午取车 延误 进度慢 耽误用车 约定交车时间没完成
        一直没有人安排 修了一个星期 洗车排队 结算等很久 时间问题 不守时 说今天好结果明天 迟到
        推迟交车 保养等了半天 waited three hours; car not ready at the promised time; delivered
        late; took too long; repair delayed for days; appointment not kept; waiting time; too
        slow; kept waiting; a week for a small repair; not finished on time
    """,
    "cost": """
        收费太贵 价格太高 费用不合理 乱收费 结算金额高于报价 报价和结账不一致 多收钱 工时费太高
        没说要收钱 收费不透明 比外面贵 重复收费 没有打折 优惠没有兑现 收了检测费 账单看不懂
        要求退款 退钱 价格不一样 没经同意增加项目 额外收费 保养套餐价格 发票金额不对 费用问题
        花了很多钱 会员折扣没给 too expensive; charged more than quoted; bill higher than the
        estimate; price too high; hidden charges; labour cost; asked for a refund; charged
        twice; invoice wrong; discount not given; work added without my consent; overcharged;
        unfair price
    """,
    "parts": """
        配件缺货 没有配件 零件没到货 等配件 备件订货太久 配件迟迟不到 缺件 订的货还没来
        配件不是原厂 副厂件 配件质量差 换了旧件 发错配件 型号不对 零件要等一个月 备件库没有
        配件断货 配件供应 到货没有通知 假配件 保险杠没有现货 备件问题 前挡玻璃缺货 零配件 订件
        到件 part not in stock; waiting for parts; parts on back order; spare part has not
        arrived; wrong part ordered; part is not original; out of stock; part delivery; used
        part fitted; nobody told me the part arrived; spare parts supply
    """,
    "service_attitude": """
        态度差 服务态度不好 不耐烦 没人理 爱理不理 说话难听 和客户吵架 冷漠 不热情 接待不及时
        没有人接待 推诿 互相推 没有解释 电话没人接 不回电话 顾问敷衍 不尊重客户 前台态度恶劣
        骂人 没有主动服务 板着脸 接待员不理人 服务人员没礼貌 答复不专业 没有道歉 承诺的没人联系
        催了几次没人回复 rude staff; unfriendly; nobody greeted me; ignored; bad attitude;
        impolite advisor; shouted at me; not called back; nobody answers the phone; passed from
        one to another; no explanation given; arrogant; did not apologise; careless service
    """,
    "whole_vehicle": """
        新车质量问题 整车质量 车辆设计缺陷 新车就有异响 刚买的车 提车不久 新车漆面有问题 油耗高
        产品缺陷 车身生锈 天窗漏水 新车变速箱故障 车机死机 厂家设计 批量问题 要求换车 退车
        新车发动机抖 行驶中熄火 新车座椅异味 车内异味大 烧机油 出厂就有 才开了几百公里 召回
        车辆本身质量 续航不足 新车轮胎鼓包 the new car has a defect; design fault; product
        quality; bought last month; fuel consumption too high; rust on the body; sunroof leaks
        on a new car; wants another car; recall; manufacturing defect; smell in the new car;
        gearbox of the new car; from the factory
    """,
    "warranty_claim": """
        索赔被拒 不给保修 质保期内不给换 三包 保修期内收费 索赔申请没通过 拒绝索赔 质保
        说是人为不赔 厂家不批 索赔太慢 索赔审批 保修政策 过保 延保不认 保内 要求免费更换
        质保范围 理赔 不予保修 索赔件 在保修期 保修条款 说不属于质保 三包凭证 首保
        免费保养不给做 warranty claim refused; still under warranty; not covered by warranty;
        free replacement; guarantee; claim rejected; warranty period; extended warranty not
        accepted; claim approval takes long; charged although under warranty; goodwill claim
    """,
    "other": """
        车内物品丢失 东西少了 物品摆放被移动 休息室环境差 卫生间不干净 停车位难找 客休区没有水
        宣传短信太多 骚扰电话 个人信息泄露 车里油少了 门口堵车 活动礼品没有给 积分没到账
        空调太冷 WiFi 不能用 座椅被调 行车记录仪被动过 网站 微信公众号 午餐 噪音 指示牌不清 代驾
        停车场 things missing from the car; items moved; lounge dirty; toilet; no parking space;
        too many messages; personal data; gift not received; points; wifi; lunch; dash cam; car
        park; website
    """,
}


def sayings() -> list[tuple[str, str]]:
    """Each phrase with its cause. English ones end with a semicolon, Chinese ones with a blank."""
    found = []
    for cause, written in SAYINGS.items():
        chinese = [word for word in written.split() if not word.isascii()]
        english = " ".join(word for word in written.split() if word.isascii()).split(";")
        found += [(cause, phrase.strip()) for phrase in (*chinese, *english) if phrase.strip()]
    return found
