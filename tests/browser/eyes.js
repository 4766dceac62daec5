// What axe finds on the page as it stands. Contrast is looked at where it can differ: at two texts of each look, that is
// of each colour, size and weight on each ground. axe takes as long for it, on every text of a page, as for all the rest.
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
        return [color, fontSize, fontWeight, textShadow, ground(node)].join("|")
    }
    const texts = function* () {
        yield* document.querySelectorAll("input, select, textarea")
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        while (walker.nextNode()) if (walker.currentNode.data.trim()) yield walker.currentNode.parentElement
    }
    const examples = but => {
        grounds.clear()
        const found = new Map()
        for (const node of texts()) {
            if (but && node.closest(but)) continue
            if (!node.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue
            const alike = look(node)
            const known = found.get(alike) || []
            if (known.length < 2 && !known.includes(node)) found.set(alike, [...known, node])
        }
        return [...found.values()].flat()
    }
    const said = found => found.violations.flatMap(rule => rule.nodes.map(
        node => `${rule.id} (${rule.impact}): ${rule.help}\n    ${node.target} ${node.any[0]?.message ?? ""}`))
    const contrast = async but => {
        const nodes = examples(but)
        const rule = {runOnly: {type: "rule", values: ["color-contrast"]}, resultTypes: ["violations"]}
        return nodes.length ? said(await axe.run({include: nodes}, rule)) : []
    }
    const rest = async (but, tags) => said(await axe.run(but ? {exclude: [[but]]} : document, {
        runOnly: {type: "tag", values: tags}, rules: {"color-contrast": {enabled: false}}, resultTypes: ["violations"],
    }))
    return {contrast, all: async (but, tags) => [...await rest(but, tags), ...await contrast(but)]}
})()
