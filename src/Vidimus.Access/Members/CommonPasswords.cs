using System.Collections.Frozen;

namespace Vidimus.Access.Members;

/// <summary>
/// Passwords that are tried first. Published lists are dominated by few words in many dresses: a word with digits and signs
/// around it, letters written as digits, a word twice, a row of the keyboard, one sign repeated. So the words are listed and
/// the dresses are taken off.
/// </summary>
internal static class CommonPasswords
{
    private static readonly FrozenSet<string> Words = """
        password passwort contrasena motdepasse parola senha wachtwoord haslo heslo passcode passphrase
        qwerty qwertyuiop qwertz qwertzuiop azerty azertyuiop asdfghjkl asdfghjklo zxcvbnm yxcvbnm qazwsx qazwsxedc
        qazwsxedcrfv iloveyou iloveyouso loveyou lovely princess sunshine football baseball basketball superman batman
        spiderman dragon monkey letmein letmeinnow welcome welcomeback welcomehome administrator admin adminadmin root
        rootroot toor login master masterkey hello helloworld hellohello whatever trustno freedom starwars pokemon minecraft
        computer internet michael michelle jennifer jessica charlie jordan ashley nicole daniel andrew thomas joshua matthew
        chocolate butterfly cheese banana cookie summer winter spring autumn january february september october november
        december monday friday changeme changemenow changeit default secret topsecret secretsecret test testing testtest
        tester guest user username example examplepassword demo temporary temp access system server oracle security
        google facebook linkedin yahoo hotmail gmail microsoft windows apple samsung liverpool arsenal chelsea barcelona
        mustang corvette ferrari mercedes porsche harley killer hunter ranger soccer hockey matrix shadow ninja
        mynameis mypassword newpassword oldpassword thepassword yourpassword nopassword passwordpassword
        passw password correcthorsebatterystaple correcthorse vidimus vidimusvidimus certificate certificates credential
        credentials diploma university college school student teacher academy
        abcd abcde abcdef abcdefg abcdefgh abcdefghi abcdefghij abcdefghijk abcdefghijkl abcdefghijklm abcabc abcabcabc
        abcdabcd abcdabcdabcd aaa bbb asdf asdfasdf asdfasdfasdf qwer qwerqwer qwerqwerqwer zxcv zxcvzxcv
        qweasdzxc qweasd qwe asd zxc qaz wsx edc fuckyou fuckoff asshole
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(
        StringComparer.Ordinal
    );

    private static readonly string[] Rows =
    [
        "01234567890123456789",
        "09876543210987654321",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
        "1q2w3e4r5t6y7u8i9o0p",
        "qwertyuiopasdfghjklzxcvbnm",
        "qwertzuiopasdfghjklyxcvbnm",
        "azertyuiopqsdfghjklmwxcvbn",
        "zaq12wsxcde34rfvbgt56yhnmju78ik",
        "!@#$%^&*()_+",
        "abcdefghijklmnopqrstuvwxyz",
        "zyxwvutsrqponmlkjihgfedcba",
        "112233445566778899",
        "111222333444555666",
        "123123123123123123",
        "123321123321123321",
        "121212121212121212",
    ];

    public static bool Contain(string password)
    {
        var lower = password.ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal);
        return IsRepeated(lower)
            || Rows.Any(r => r.Contains(lower, StringComparison.Ordinal))
            || Dresses(lower).Any(word => IsWord(word) && IsMost(word, lower));
    }

    // A word in the midst of something long and random harms nothing.
    private static bool IsMost(string word, string password) =>
        word.Length * 2 >= password.Length
        || string.Concat(password.Where(c => !char.IsLetter(c))) is { Length: > 0 } rest
            && (IsRepeated(rest) || Rows.Any(r => r.Contains(rest, StringComparison.Ordinal)));

    // What is left without the digits and signs around it, as it stands and with digits read as letters.
    private static IEnumerable<string> Dresses(string text)
    {
        yield return Core(text);
        yield return string.Concat(Core(text).Select(Letter));
        var read = string.Concat(text.Select(Letter));
        yield return Core(read);
        yield return string.Concat(read.Where(char.IsLetter));
        yield return string.Concat(text.Where(char.IsLetter));
    }

    private static bool IsWord(string text)
    {
        if (text.Length < 3)
            return false;
        if (Words.Contains(text))
            return true;
        // Two of them, or one twice.
        for (var i = 3; i <= text.Length - 3; i++)
        {
            if (Words.Contains(text[..i]) && Words.Contains(text[i..]))
                return true;
        }
        return IsRepeated(text) || Rows.Any(r => r.Contains(text, StringComparison.Ordinal));
    }

    private static string Core(string text) => text.Trim([.. text.Where(c => !char.IsLetter(c))]);

    private static char Letter(char c) =>
        c switch
        {
            '0' => 'o',
            '1' or '!' => 'i',
            '3' => 'e',
            '4' or '@' => 'a',
            '5' or '$' => 's',
            '7' => 't',
            _ => c,
        };

    /// <summary>True for a piece of up to four characters again and again.</summary>
    private static bool IsRepeated(string text)
    {
        for (var piece = 1; piece <= 4; piece++)
        {
            var same = true;
            for (var i = piece; same && i < text.Length; i++)
                same = text[i] == text[i - piece];
            if (same && text.Length >= 2 * piece)
                return true;
        }
        return false;
    }
}
