/**
 * The 1,000 most used passwords of at least eight characters, most used first, of the 100,000 that the UK's National Cyber
 * Security Centre published with Have I Been Pwned in 2019 (PwnedPasswordsTop100k, © Crown copyright, Open Government
 * Licence v3.0), without the obscene ones. The blocklist comes from other lists, and contains all but ten of these.
 */
export const mostUsed = `
123456789 password 12345678 password1 1234567890 iloveyou 1q2w3e4r5t qwertyuiop 1qaz2wsx myspace1
homelesspa 1q2w3e4r qwerty123 target123 987654321 1g2w3e4r zag12wsx gwerty123 asdfghjkl 123123123
computer princess football sunshine 1234qwer iloveyou1 789456123 princess1 11111111 passer2009
abcd1234 football1 superman jordan23 12qwaszx baseball 123456789a FQRG7CS493 88888888 michael1
linkedin babygirl1 blink182 qwer1234 liverpool michelle j38ifUbn q1w2e3r4 0123456789 iloveyou2
jennifer 147258369 babygirl jessica1 0987654321 anthony1 q1w2e3r4t5y6 baseball1 qazwsxedc
1111111111 basketball passw0rd trustno1 chocolate qwerty12 charlie1 pakistan samantha asdf1234
superman1 butterfly 29rsavoy sunshine1 internet alexander 00000000 12341234 whatever qweasdzxc
1qazxsw2 password12 password2 hello123 3rJs1la7qE 12344321 VQsaBLPzLa brandon1 starwars jonathan
cjmasterinf 1234567891 12345qwert q1w2e3r4t5 a123456789 christian 12345678910 DIOSESFIEL dpbk1234
PE#5GZ29PTZMSE mercedes victoria matthew1 benjamin 123654789 elizabeth barcelona computer1
michelle1 william1 11223344 welcome1 zaq12wsx jasmine1 liverpool1 1qaz2wsx3edc metallica slipknot
chicken1 87654321 0000000000 spiderman 147852369 butterfly1 tinkerbell danielle nicholas
qwerty12345 1234554321 asdfasdf pokemon1 123qweasd chelsea1 chocolate1 1234567a juventus
111222tianya america1 999999999 jennifer1 freedom1 741852963 qwertyui 1password cocacola a838hfiD
1234abcd myspace123 madison1 samantha1 elizabeth1 mustang1 november diamond1 valentina whatever1
N0=Acc3ss super123 Password password123 spongebob1 hellokitty alexandra 1q2w3e4r5t6y december
a1b2c3d4 patricia friends1 Password1 123hfjdk147 123456789q beautiful carolina 4815162342 heather1
Sojdlg123aljg sebastian caroline startfinding midnight iw14Fi9j yankees1 elephant scorpion
bubbles1 cowboys1 patrick1 veronica melissa1 september alexander1 iloveyou! raiders1 zxcvbnm1
12121212 spongebob stephanie lovelove precious manchester cristina a1234567 qqww1122 jackson1
asdfghjkl1 qazwsx123 newyork1 poohbear richard1 destiny1 slipknot1 monster1 paSSword blessed1
spiderman1 emmanuel charlotte maverick creative beautiful1 softball 421uiopy258 brittany aa123456
kristina garfield scooter1 myspace2 steelers isabella 1a2b3c4d 9876543210 12345678a kimberly
1v7Upjw3nT babyboy1 brittany1 123456abc forever1 1122334455 metallica1 1029384756 cameron1
california christian1 password! 963852741 danielle1 samsung1 gangsta1 icecream letmein1
qwerty123456 qwert123 uQA9Ebw445 leonardo christine bismillah iloveyou12 snickers arsenal1
fernando swordfish marlboro qwerty1234 twilight YAgjecc826 dolphin1 loveyou1 tiffany1 hardcore
rockstar playboy1 greenday angelina starwars1 123qwe123 SZ9kQcCTwY courtney crystal1 abc123456
marseille password3 alejandro justinbieb poohbear1 corvette jackass1 jonathan1 lollipop motorola
nicholas1 friendster angel123 portugal iloveme1 brooklyn darkness rainbow1 snowball 1234512345
shannon1 123qweasdzxc victoria1 catherine pa55word password. logitech remember popcorn1 isabelle
P3Rat54797 steelers1 lakers24 lizottes blessing rockstar1 aaaaaaaa florida1 peaches1 love4ever
goodluck santiago strawberry abcdefg1 bigdaddy thunder1 asdfghjk vanessa1 happy123 iverson3
svetlana superstar babygurl1 fyfcnfcbz qwert12345 chester1 loverboy azertyuiop 5555555555 angelica
yourmom1 christopher love1234 midnight1 williams 55555555 charles1 sweetpea rush2112 greenday1
sunflower 1123581321 precious1 brooklyn1 stephanie1 undertaker sweetheart ihateyou fktrcfylh
123698745 21212121 lebron23 paradise kawasaki PolniyPizdec0211 a12345678 money123 22222222
3d8Cubaj2E vladimir abc12345 shopping career121 12345qwerty christina qq123456 scarface dolphins
giovanni soccer12 facebook changeme zxcvbnm123 password11 123454321 qw123321 australia southside1
soccer10 maryjane rebecca1 getmoney1 brianna1 realmadrid westside linkinpark asdasdasd francesco
inuyasha 111222333 iG4abOX4 sterling ronaldo7 savannah bigdaddy1 courtney1 123456aa valentin
chicago1 cjkysirj jesus123 warcraft mahalkita monkey123 hollister1 alessandro W5tXn36alfW
password7 awesome1 bestfriend gabriel1 gateway1 volleyball yuantuo2012 princess12 chouchou
champion element1 fishing1 teddybear natalie1 passwort francesca qwerasdf apple123 gabriela
mariposa abcdefgh cheyenne babygirl12 zachary1 antonio1 veronika 111111111 nintendo happiness
monkey12 engineer estrella grandma1 princesa virginia scarface1 PASSWORD chris123 anderson
abcdefg123 77777777 blahblah aleksandr giuseppe softball1 vkontakte simpsons godisgood twilight1
pumpkin1 147896325 loveyou2 ladybug1 benjamin1 kingkong florence adgjmptw cookies1 margarita
hallo123 pass1234 children zzzzzzzz cristian password5 mamapapa soccer11 hollywood password01
inuyasha1 amoremio serenity sabrina1 N8ZGT5P0sHw= rangers1 123456qwerty nirvana1 business
panasonic gangster 25802580 colorado microsoft superstar1 Groupd2013 31415926 dbrnjhbz airforce1
3Odi15ngxB internet1 westside1 christina1 flowers1 Passw0rd icecream1 bulldog1 redneck1 johncena1
myspace! asdasd123 kathleen cupcake1 skittles frankie1 P@ssw0rd christmas qti7Zxh18U football12
snickers1 lasvegas september1 123456789m marshall minecraft terminator security drowssap
123456789z 19871987 poiuytrewq jackson5 p@ssw0rd kimberly1 rammstein alexandre scotland asdfjkl:
motdepasse harrypotter babydoll 192837465 321654987 iloveyou. truelove runescape1 casanova
spencer1 francisco chocolat christophe phoenix1 jesus777 99999999 1qaz1qaz killer123 rhbcnbyf
alejandra stonecold a1s2d3f4 mitchell g9l2d1fzPY babygirl2 19851985 welcome123 franklin carpediem
aaaaaaaaaa zaq1xsw2 megaparol12345 admin123 handsome anastasia 12369874 savannah1 sweetie1
dIWtgm8492 1234567q margaret muhammad maxwell1 123456654321 india123 platinum gangster1 passport
jesuschrist hotmail1 katherine myspace12 123321123 snowball1 asdfghjkl: patches1 D1lakiss trouble1
69696969 valentine hercules beatrice wolverine jamesbond 19841984 maradona green123 amsterdam
mercedes1 yahoo.com 19861986 goldfish james123 lawrence winston1 princess2 14789632 idontknow
hollywood1 diamonds trinity1 ihateyou1 cutiepie soccer13 bulldogs onelove1 success1 einstein
forever21 135792468 nathalie hahahaha harrison timothy1 123456123 1234asdf anhyeuem buttercup
argentina cocacola1 soccer123 omsairam georgia1 stephen1 johncena maryjane1 dragonball stargate
colombia 19891989 infinity trfnthbyf redskins digital1 dinosaur 7894561230 sureno13 penelope
19921992 runescape paintball1 test1234 summer08 ciaociao football2 swimming Telechargement
orlando1 nonmember password4 thuglife vRbGQnS997 nothing1 tequiero comeon11 lacrosse scoobydoo
zxcv1234 123789456 monique1 wordpass 1qa2ws3ed cutiepie1 sebastian1 gordon24 ilovegod kittycat
cleopatra 19821982 qwerty321 porsche1 password13 Megaparol12345 19801980 david123 teddybear1
baseball12 katerina 11112222 qazwsx12 golfcourse martinez elephant1 ilovejesus 123456123456
houston1 allison1 smoke420 godzilla peterpan buddy123 iloveme2 skittles1 x4ivygA51F 9-11-1961
pineapple panthers napoleon chopper1 drummer1 11235813 federico music123 startrek vincent1
qazxswedc mohammed qwe12345 cambiami iloveyou3 christine1 friendship pa55w0rd pokemon123 mountain
12301230 raymond1 bradley1 packers1 isabella1 19831983 123456789s catalina wildcats michigan
butthead myspace. 13131313 vampires charmed1 strength panther1 cdtnkfyf charlotte1 barcelona1
hardcore1 1loveyou spitfire Tnk0Mk16VX babygurl qweasd123 bluebird 123456987 carolina1 asdqwe123
2012comeer medicine something naruto123 10101010 fordf150 asd123456 ilovehim1 moonlight 10203040
YfDbUfNjH10305070 johnson1 password10 birthday baseball2 dearbook 19951995 password0 blackberry
lilwayne1 66666666 firebird salvador drpepper melanie1 mypassword thebest1 natasha1 ferrari1
pebbles1 abigail1 spartan117 qwerty11 cassandra tiger123 genesis1 guinness personal alabama1
jaimatadi darkangel evony192 19881988 budlight1 predator ka_dJKHJsy6 alejandro1 newport1 montana1
20102010 sporting indonesia fernanda devil666 aquarius dragon123 mexican1 12qw23we 1234567890q
44444444 lovelife Sample123 penguin1 bearshare remember1 lorraine aaliyah1 blondie1 jeremiah
capricorn 12131415 wrestling1 cherokee asdfasdf1 kenneth1 blablabla veronica1 summer09 passer2011
cricket1 cooldude 123qwerty myspace3 skateboard sk84life westlife defender dumbass1 vampire1
darkness1 daniel123 azerty123 assassin testtest youbye123 dragons1 14531453 federica explorer
babylove formula1 password9 wangyut2 cheyenne1 monkeys1 dominique tokiohotel alexandra1 papillon
dolphins1 babyblue pitbull1 miranda1 sebastien teacher1 monalisa ekaterina 19941994 jeffrey1
sapphire england1 19931993 1234567899 1myspace dragon12 killer12 agent007 123456789j getmoney
33333333 idontknow1 wrestling jamaica1 lucky123 salvatore loverboy1 19901990 panthers1 lollipop1
kkkkkkkk 1princess death666 19811981 9999999999 watermelon iloveyou7 special1 bluefish american
dodgers1 blahblah1 karolina justice1 shadow12 qazwsxedcrfv babydoll1 123456qwe bulldogs1 369258147
bollocks dalejr88 abcde12345 password00 6hBf28W791 broncos1 sweetpea1 kitty123 buttercup1
987456321 lilmama1 kissmyass stellina 123456asd dragonfly loser123 dominic1 password8 lindsey1
ronaldinho summer07 hotstuff qweqweqwe 19911991 candy123 0.00000000 nightmare password69 thailand
password22 february lovebug1 viktoria newlife1 redwings aspirine charlene 123456789k master123
geronimo atlanta1 mommy123 scorpio1 barbara1 justdoit pakistan1 19781978 josephine qawsedrf
ladygaga lover123 yankees2 godislove valencia insanity sk8ordie molly123 creative1 fountain
redskins1 kristen1 bella123 liberty1 rolltide valentino christmas1 october1 schalke04 prettygirl
sammy123 pavilion vacation
`
  .trim()
  .split(/\s+/)
