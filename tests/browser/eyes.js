// What axe finds on the page as it stands. Contrast is looked at where it can differ: at two texts of each look, that is
// of each colour, size and weight on each ground that this tab has not seen on an earlier page; the pages share their
// colours. axe takes as long for it, on every text of a page, as for all the rest.
// All is asked in one run, since axe takes a page in anew for each.
window.eyes = (() => {
    const grounds = new Map()
    const ground = node => {
        if (!node) return ""
        if (!grounds.has(node)) {
            const {backgroundColor, backgroundImage, opacity} = getComputedStyle(node)
            const covers = backgroundColor.startsWith("rgb(") && opacity === "1"
            grounds.set(node, `${backgroundColor} ${backgroundImage} ${opacity} ${covers ? "" : ground(node.parentElement)}`)
        }
        return grounds.get(node)
    }
    const look = node => {
        const {color, fontSize, fontWeight, textShadow} = getComputedStyle(node)
        const isOff = !!node.closest(":disabled, [aria-disabled='true']")  // which axe leaves out
        return [color, fontSize, fontWeight, textShadow, ground(node), isOff].join("|")
    }
    const texts = function* () {
        yield* document.querySelectorAll("input, select, textarea")
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        while (walker.nextNode()) if (walker.currentNode.data.trim()) yield walker.currentNode.parentElement
    }
    // A page without an address has no storage, and so sees everything anew.
    const seen = () => new Set(location.origin === "null" ? [] : JSON.parse(sessionStorage.getItem("eyes") || "[]"))
    const keep = looks => location.origin === "null" || sessionStorage.setItem("eyes", JSON.stringify([...looks]))
    const examples = but => {
        const before = seen()
        grounds.clear()
        const found = new Map()
        for (const node of texts()) {
            if (but && node.closest(but)) continue
            if (!node.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue
            const alike = look(node)
            if (before.has(alike)) continue
            const known = found.get(alike) || []
            if (known.length < 2 && !known.includes(node)) found.set(alike, [...known, node])
        }
        keep([...before, ...found.keys()])
        return [...found.values()].flat()
    }
    const rule = axe._audit.getRule("color-contrast")
    const theirs = rule.matches
    let chosen = new Set()
    rule.matches = (node, ...more) => chosen.has(node) && theirs(node, ...more)
    const run = async (context, options) => (await axe.run(context, {...options, resultTypes: ["violations"]})).violations.flatMap(
        rule => rule.nodes.map(
            node => `${rule.id} (${rule.impact}): ${rule.help}\n    ${node.target} ${node.any[0]?.message ?? ""}`))
    const contrast = async but => {
        chosen = new Set(examples(but))
        return chosen.size ? run({include: [...chosen]}, {runOnly: {type: "rule", values: ["color-contrast"]}}) : []
    }
    const all = async (but, tags) => {
        chosen = new Set(examples(but))
        return run(but ? {exclude: [[but]]} : document, {runOnly: {type: "tag", values: tags}})
    }
    return {contrast, all}
})()
