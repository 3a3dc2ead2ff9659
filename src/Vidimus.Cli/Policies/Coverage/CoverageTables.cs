namespace Vidimus.Cli;

/// <summary>
/// The tables of the Medicare Coverage Database's download that are read, and how each is joined: the data dictionaries of its
/// LCD, Article and NCD downloads (cms.gov, Medicare Coverage Database, Downloads) name tables and columns. Columns are found
/// by name in whatever order; a table that is not there is done without.
/// </summary>
internal static class CoverageTables
{
    /// <summary>Order of a document's own row; those of its tables follow.</summary>
    public const int Document = 0;

    /// <summary>What a table is about: kind of document, columns of its key, order among its rows, columns that are read.</summary>
    public sealed record Table(
        string Kind,
        string Id,
        string? Version,
        int Order,
        string[] Columns
    );

    public static readonly Dictionary<string, Table> Joined = new()
    {
        ["lcd"] = new(
            "L",
            "lcd_id",
            "lcd_version",
            Document,
            [
                "title",
                "display_id",
                "status",
                "orig_det_eff_date",
                "ent_det_end_date",
                "rev_eff_date",
                "rev_end_date",
                "date_retired",
                "last_reviewed_on",
                "last_updated",
                "keywords",
                "indication",
                "diagnoses_support",
                "diagnoses_dont_support",
                "coding_guidelines",
                "doc_reqs",
                "associated_info",
                "cms_cov_policy",
                "util_guide",
            ]
        ),
        ["article"] = new(
            "A",
            "article_id",
            "article_version",
            Document,
            [
                "title",
                "display_id",
                "status",
                "article_eff_date",
                "article_end_date",
                "article_rev_eff_date",
                "article_rev_end_date",
                "date_retired",
                "last_reviewed_on",
                "last_updated",
                "keywords",
                "description",
                "other_comments",
                "icd10_doc",
                "add_icd10_info",
                "cms_cov_policy",
            ]
        ),
        ["ncd_trkg"] = new(
            "N",
            "NCD_id",
            "NCD_vrsn_num",
            Document,
            [
                "NCD_mnl_sect",
                "NCD_mnl_sect_title",
                "cvrg_lvl_cd",
                "NCD_efctv_dt",
                "NCD_trmntn_dt",
                "itm_srvc_desc",
                "indctn_lmtn",
                "xref_txt",
                "othr_txt",
                "ncd_keyword",
                "last_updt_tmstmp",
                "last_clrnc_tmstmp",
                "trnsmtl_url",
            ]
        ),
        ["lcd_x_contractor"] = Contractors("L", "lcd"),
        ["article_x_contractor"] = Contractors("A", "article"),
        ["lcd_x_urls"] = Urls("L", "lcd"),
        ["article_x_urls"] = Urls("A", "article"),
        ["ncd_trkg_bnft_xref"] = new("N", "NCD_id", "NCD_vrsn_num", 30, ["bnft_ctgry_cd"]),
        ["lcd_x_hcpc_code_group"] = Group("L", "lcd", "hcpc_code_group"),
        ["article_x_hcpc_code_group"] = Group("A", "article", "hcpc_code_group"),
        ["article_x_icd10_covered_group"] = Group("A", "article", "icd10_covered_group"),
        ["article_x_icd10_noncovered_group"] = Group("A", "article", "icd10_noncovered_group"),
        ["article_x_icd10_pcs_code_group"] = Group("A", "article", "icd10_pcs_code_group"),
        ["lcd_x_icd10_support_group"] = Group("L", "lcd", "icd10_support_group"),
        ["lcd_x_icd10_dont_support_group"] = Group("L", "lcd", "icd10_dont_support_group"),
        ["lcd_x_hcpc_code"] = Code("L", "lcd", "hcpc_code_id", "hcpc_code_group"),
        ["article_x_hcpc_code"] = Code("A", "article", "hcpc_code_id", "hcpc_code_group"),
        ["article_x_icd10_covered"] = Code("A", "article", "icd10_code_id", "icd10_covered_group"),
        ["article_x_icd10_noncovered"] = Code(
            "A",
            "article",
            "icd10_code_id",
            "icd10_noncovered_group"
        ),
        ["article_x_icd10_pcs_code"] = Code(
            "A",
            "article",
            "icd10_pcs_code_id",
            "icd10_pcs_code_group"
        ),
        ["lcd_x_icd10_support"] = Code("L", "lcd", "icd10_code_id", "icd10_support_group"),
        ["lcd_x_icd10_dont_support"] = Code(
            "L",
            "lcd",
            "icd10_code_id",
            "icd10_dont_support_group"
        ),
    };

    /// <summary>Small tables that the others refer to, and what of them is read.</summary>
    public static readonly Dictionary<string, string[]> LookedUp = new()
    {
        ["state_lookup"] = ["state_id", "state_abbrev"],
        ["contractor"] =
        [
            "contractor_id",
            "contractor_type_id",
            "contractor_version",
            "contractor_number",
            "contractor_bus_name",
        ],
        ["contractor_jurisdiction"] =
        [
            "contractor_id",
            "contractor_type_id",
            "contractor_version",
            "state_id",
            "term_date",
        ],
        ["article_related_documents"] = ["article_id", "r_lcd_id"],
        ["lcd_related_documents"] = ["r_article_id", "lcd_id"],
        ["ncd_bnft_ctgry_ref"] = ["bnft_ctgry_cd", "bnft_ctgry_desc"],
    };

    public static bool Knows(string name) =>
        Path.GetExtension(name) is ".csv"
        && Path.GetFileNameWithoutExtension(name) is var table
        && (Joined.ContainsKey(table) || LookedUp.ContainsKey(table));

    private static Table Contractors(string kind, string of) =>
        new(
            kind,
            $"{of}_id",
            $"{of}_version",
            10,
            ["contractor_id", "contractor_type_id", "contractor_version"]
        );

    private static Table Urls(string kind, string of) =>
        new(kind, $"{of}_id", $"{of}_version", 20, ["url", "url_name", "url_description"]);

    private static Table Group(string kind, string of, string group) =>
        new(kind, $"{of}_id", $"{of}_version", 40, [group, "paragraph"]);

    private static Table Code(string kind, string of, string code, string group) =>
        new(kind, $"{of}_id", $"{of}_version", 50, [code, group]);
}
