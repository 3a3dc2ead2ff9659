using System.Text;

namespace Vidimus.Credentials.Imports.Files;

/// <summary>
/// Reads rows one by one. It holds no more than one row, and of a cell no more than an import takes; a quote that is never
/// closed is told with the row that it stands in, since all rows after it are part of that cell.
/// </summary>
internal sealed class CsvReader(TextReader reader, char delimiter)
{
    private readonly StringBuilder _cell = new();
    private readonly List<string> _cells = [];
    private readonly char[] _buffer = new char[16 * 1024];
    private int _at;
    private int _count;
    private string? _fault;

    /// <summary>Number of the row read last, as a spreadsheet shows it.</summary>
    public int Row { get; private set; }

    /// <summary>The next row that is not empty, or null at the end.</summary>
    public StoredRow? Read()
    {
        while (Peek() >= 0)
        {
            Row++;
            _cells.Clear();
            _fault = null;
            while (Cell()) { }
            if (_cells.Exists(c => c.Length > 0) || _fault is not null)
                return new(Row, [.. _cells], _fault);
        }
        return null;
    }

    /// <summary>Reads a cell; true when another one follows in the row.</summary>
    private bool Cell()
    {
        _cell.Clear();
        if (Peek() == '"')
            Quoted();
        int c;
        while ((c = Next()) >= 0 && c != delimiter && c is not ('\n' or '\r'))
            Add((char)c);
        if (c == '\r' && Peek() == '\n')
            Next();
        if (_cells.Count == TableFile.MostColumns && c == delimiter)
            throw FileFaultException.TooLarge(
                $"Row {Row} has more than {TableFile.MostColumns} columns."
            );
        _cells.Add(_cell.ToString());
        return c == delimiter;
    }

    private void Quoted()
    {
        var (row, column) = (Row, _cells.Count + 1);
        Next();
        while (true)
        {
            var c = Next();
            if (c < 0)
                throw FileFaultException.Unreadable(
                    $"A quote that opens in row {row}, column {column} is never closed.",
                    "Close the quote, or write it twice where it belongs to the text"
                );
            if (c != '"')
                Add((char)c);
            else if (Peek() == '"')
                Add((char)Next());
            else
                break;
        }
        if (Peek() is var after && after >= 0 && after != delimiter && after is not ('\n' or '\r'))
            _fault ??= $"has text after the closing quote in column {column}";
    }

    private void Add(char c)
    {
        if (_cell.Length < TableFile.LongestCell)
            _cell.Append(c);
        else
            _fault ??=
                $"has a cell of more than {TableFile.LongestCell} characters in column {_cells.Count + 1}";
    }

    private int Peek()
    {
        if (_at == _count)
        {
            _count = reader.Read(_buffer, 0, _buffer.Length);
            _at = 0;
        }
        return _at < _count ? _buffer[_at] : -1;
    }

    private int Next()
    {
        var c = Peek();
        if (c >= 0)
            _at++;
        return c;
    }
}
