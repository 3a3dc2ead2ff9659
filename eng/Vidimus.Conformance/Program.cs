using Vidimus.Conformance;

// Runs public test suites from a checkout outside the project:
//   dotnet run --project eng/Vidimus.Conformance -- rdf-canon PATH
//   dotnet run --project eng/Vidimus.Conformance -- json-ld-api PATH
// and answers the VC-JOSE-COSE suite (eng/conformance calls it so):
//   … jose issue|verify --input FILE --key FILE --feature FEATURE --output FILE
if (args is ["jose", .. var rest])
{
    return JoseSuite.Run(rest);
}

if (args is not [var suite, var path])
{
    Console.Error.WriteLine("usage: rdf-canon|json-ld-api PATH");
    return 2;
}

var report = new Report();
switch (suite)
{
    case "rdf-canon":
        RdfCanonSuite.Run(path, report);
        break;
    case "json-ld-api":
        JsonLdSuite.Run(path, "expand", report);
        JsonLdSuite.Run(path, "toRdf", report);
        break;
    default:
        Console.Error.WriteLine($"unknown suite {suite}");
        return 2;
}

return report.Print();
