using System.IO.Compression;
using System.Text;

namespace Vidimus.Client.Tests.Policies;

/// <summary>Archives made up in the form of the Medicare Coverage Database: made-up documents, contractors and codes.</summary>
internal static class Archives
{
    public static byte[] Zip(params (string Name, byte[] Bytes)[] files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, bytes) in files)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.Optimal).Open();
                entry.Write(bytes);
            }
        return stream.ToArray();
    }

    public static (string, byte[]) Csv(string name, params string[] lines) =>
        (name, Encoding.UTF8.GetBytes(string.Join("\r\n", lines) + "\r\n"));

    /// <summary>An archive as it is downloaded: another one within, beside what nobody asked for.</summary>
    public static byte[] Download(string inner, params (string, byte[])[] tables) =>
        Zip(("readme_first.txt", "Read me."u8.ToArray()), (inner, Zip(tables)));

    public static (string, byte[])[] Small =>
        [
            Csv(
                "contractor.csv",
                "contractor_id,contractor_type_id,contractor_version,contractor_bus_name,contractor_number,status",
                "10,12,1,Made-up Contractor K,13101,A",
                "11,12,1,Made-up Contractor Nowhere,99999,A"
            ),
            Csv(
                "contractor_jurisdiction.csv",
                "contractor_id,contractor_type_id,contractor_version,state_id,last_updated,active_date,term_date",
                "10,12,1,1,2026-07-01,2020-01-01,",
                "11,12,1,2,2026-07-01,2020-01-01,",
                "11,12,1,3,2026-07-01,2001-01-01,2009-12-31 00:00:00"
            ),
            Csv(
                "state_lookup.csv",
                "state_id,state_abbrev,description",
                "1,NY,New York",
                "2,CA,California",
                "3,TX,Texas"
            ),
        ];

    public static byte[] Lcd =>
        Download(
            "current_lcd_csv.zip",
            [
                .. Small,
                Csv(
                    "lcd.csv",
                    "title,lcd_id,lcd_version,display_id,status,orig_det_eff_date,rev_eff_date,date_retired,indication,doc_reqs,keywords,extra",
                    "An older version,39001,4,L39001,A,2015-10-01,2020-01-01,,<p>Old.</p>,,,",
                    "Imaginary Elbow Scans,39001,12,L39001,A,2015-10-01 00:00:00,2026-01-15 00:00:00,,"
                        + "\"<h3>Coverage Indications, Limitations, and/or Medical Necessity</h3><p>An imaginary elbow scan is covered, for adults, when both are the case:</p>\r\n<ul><li>the elbow is imaginary</li><li>X-rays say \"\"nothing\"\"</li></ul><p>No more than 2 scans per calendar year.</p><h4>Limitations</h4><p>Scans for the sake of curiosity are not reasonable &amp; necessary.</p>\","
                        + "\"<ul><li>Who ordered the scan</li><li>Its result</li></ul>\",\"elbow, scan\",",
                    "Retired Wrist Whistles,39002,1,L39002,R,2001-01-01,,2019-05-05,<p>Was covered for whistling wrists of all kinds.</p>,,,"
                ),
                Csv(
                    "lcd_x_contractor.csv",
                    "lcd_id,lcd_version,contractor_id,contractor_type_id,contractor_version",
                    "39001,12,10,12,1",
                    "39001,12,11,12,1"
                ),
                Csv(
                    "lcd_x_urls.csv",
                    "lcd_id,lcd_version,url,url_name",
                    "39001,12,https://example.org/elbow.pdf,The <b>elbow</b> table",
                    "39001,12,http://,nothing"
                ),
                Csv(
                    "lcd_related_documents.csv",
                    "lcd_id,lcd_version,related_num,r_article_id,r_article_version,r_lcd_id",
                    "39001,12,1,59001,,"
                ),
            ]
        );

    public static byte[] Article =>
        Download(
            "current_article_csv.zip",
            [
                .. Small,
                (
                    "article.csv",
                    // Windows-1252, as older tables are.
                    Encoding.Latin1.GetBytes(
                        "article_id,article_version,title,display_id,status,article_eff_date,description\r\n"
                            + "59001,3,Billing: Imaginary Elbow Scans \x96 Caf\xE9,A59001,A,1/5/2026,<p>Bill imaginary elbow scans with the codes below and with care.</p>\r\n"
                    )
                ),
                Csv(
                    "article_x_hcpc_code_group.csv",
                    "article_id,article_version,hcpc_code_group,paragraph",
                    "59001,3,1,<p>Covered where the text says so</p>",
                    "59001,3,2,<p>These codes are not covered:</p>"
                ),
                Csv(
                    "article_x_hcpc_code.csv",
                    "article_id,article_version,hcpc_code_id,hcpc_code_version,hcpc_code_group,range",
                    "59001,3,X0001,2026,1,",
                    "59001,3,X0002,2026,2,",
                    "59777,1,X0003,2026,1,",
                    "59777,1,X0004,2026,1,"
                ),
                Csv(
                    "article_x_icd10_covered.csv",
                    "article_id,article_version,icd10_code_id,icd10_code_version,icd10_covered_group",
                    "59001,3,Z99.91,2026,1",
                    "59001,3,Z99.92,2026,1",
                    "59001,3,Z99.91,2026,2",
                    "59001,3,not a code!,2026,2"
                ),
                Csv(
                    "article_x_icd10_noncovered.csv",
                    "article_id,article_version,icd10_code_id,icd10_code_version,icd10_noncovered_group",
                    "59001,3,Z99.92,2026,1",
                    "59001,3,XX000,2026,1"
                ),
                Csv(
                    "article_x_contractor.csv",
                    "article_id,article_version,contractor_id,contractor_type_id,contractor_version",
                    "59001,3,10,12,1"
                ),
            ]
        );

    public static byte[] Ncd =>
        Download(
            "ncd_csv.zip",
            Csv(
                "ncd_trkg.csv",
                "NCD_id,NCD_vrsn_num,NCD_mnl_sect,NCD_mnl_sect_title,cvrg_lvl_cd,NCD_efctv_dt,NCD_trmntn_dt,itm_srvc_desc,indctn_lmtn,ncd_keyword",
                "901,2,999.1,Imaginary Oxygen,2,1999-09-09,,<p>Oxygen that is not there.</p>,\"<p>Covered when the patient has an imaginary shortness of breath.</p>\",oxygen",
                "902,1,999.2,Imaginary Sleep - RETIRED,3,2023-04-10,2021-01-01,,\" \","
            ),
            Csv("ncd_trkg_bnft_xref.csv", "NCD_id,NCD_vrsn_num,bnft_ctgry_cd", "901,2,7"),
            Csv(
                "ncd_bnft_ctgry_ref.csv",
                "bnft_ctgry_cd,bnft_ctgry_desc",
                "7,Durable Imaginary Equipment"
            )
        );
}
